"""种子: reads the YAML of a folder, or the same texts from elsewhere, into a `Library`; or names every fault of it.

The fast path parses and validates only. Nodes with line numbers are composed when something is wrong.
"""

import csv
import hashlib
import os
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from xinheng.ground.policies.checks import FOLDERS, ReadFile, ReadPack, faults_between
from xinheng.ground.policies.faults import Document, Fault, PolicyFault, fault_of_file, wrong_shape
from xinheng.ground.policies.pack import Library
from xinheng.ground.policies.place import File, Place, Source
from xinheng.ground.policies.schema import Level, PackFile
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

ROOT = Path(__file__).resolve().parents[3]
POLICIES = "XINHENG_POLICIES"  # names another folder than the repository's, for a city that keeps its own
CLAUSES = ROOT / "docs" / "clauses.csv"


def seed_folder() -> Path:
    """The folder of the seed: the repository's `policies/`, or the one that `XINHENG_POLICIES` names."""
    return Path(os.environ.get(POLICIES, ROOT / "policies"))


def load(folder: Path | None = None, *, clauses: Mapping[str, str] | None = None) -> Library:
    """The library of a folder; raises `PolicyFault` with all of its faults. `clauses` as from `known_clauses`."""
    return read(texts_of(folder or seed_folder()), clauses=clauses)


def texts_of(folder: Path) -> dict[str, bytes]:
    """Every pack file of a folder by its path below it; hidden files are none of ours. Raises `Refused` without any."""
    if not any((folder / top).is_dir() for top in FOLDERS):
        raise Refused(Refusal("policies.no_folder", _no_folder(folder)))
    files = (file for top in FOLDERS for file in sorted((folder / top).rglob("*")) if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files if not file.name.startswith(".")}


def known_clauses(file: Path = CLAUSES) -> dict[str, str]:
    """Each requirement of the cities' documents with what is built of it: yes, declined, organisational."""
    with file.open(encoding="utf-8", newline="") as rows:
        return {row["id"]: row["in_scope"] for row in csv.DictReader(rows)}


def read(texts: Mapping[str, bytes], *, clauses: Mapping[str, str] | None = None) -> Library:
    """The library of some texts by path; raises `PolicyFault` with all of their faults, not only the first."""
    faults: list[Fault] = []
    by_folder: dict[tuple[Level, str], list[ReadFile | None]] = defaultdict(list)
    for path, content in texts.items():
        folder = folder_of(path)
        if folder is None:
            faults.append(fault_of_file("policies.misplaced_file", path))
        else:
            by_folder[folder].append(_read_file(path, folder[1], content, faults))
    packs: dict[str, ReadPack] = {}
    for (level, id), files in by_folder.items():
        if id in packs:
            first = packs[id].level
            faults.append(fault_of_file("policies.pack_twice", f"{level}/{id}", value=id, first=f"{first}/{id}"))
        packs[id] = ReadPack(id, level, tuple(file for file in files if file), is_whole=None not in files)
    faults += faults_between({id: pack for id, pack in packs.items() if pack.files}, clauses)
    if faults:
        raise PolicyFault(faults)
    return Library(places={pack.id: place_of(pack, texts) for pack in packs.values()})


def folder_of(path: str) -> tuple[Level, str] | None:
    """Level and pack that a path belongs to: nation/x.yaml, provinces/jiangsu/x.yaml, cities/siyang/x.yaml.

    Only as written here: `./nation/x.yaml` would be published beside `nation/x.yaml` and exported over it.
    """
    parts = path.split("/")
    level = FOLDERS.get(parts[0])
    if level is None or not path.endswith(".yaml") or len(parts) != (2 if level is Level.NATION else 3):
        return None
    return level, parts[-2]


def place_of(pack: ReadPack, texts: Mapping[str, bytes]) -> Place:
    head = pack.head.content
    merged = {
        section: {path[-1]: entry for _, path, entry in pack.entries(section)}
        for section in ("rules", "parameters", "lists")
    }
    return Place(
        id=pack.id,
        level=pack.level,
        name=head.name,
        parent=head.parent,
        region=head.region,
        chapters={id: title for file in pack.files for id, title in file.content.chapters.items()},
        sources={id: Source(id=id, **dict(source)) for id, source in pack.sources.items()},
        files=tuple(
            File(file.document.file, hashlib.sha256(texts[file.document.file]).hexdigest()) for file in pack.files
        ),
        **merged,
    )


# ---- one file -------------------------------------------------------------------------------------------------------


class _Lenient(yaml.CSafeLoader):
    """YAML; but what looks like a date and is none (2026-13-01) stays words, so that the schema says where it stands."""

    def construct_date(self, node: yaml.ScalarNode) -> object:
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return node.value


_Lenient.add_constructor("tag:yaml.org,2002:timestamp", _Lenient.construct_date)


class _Loader(_Lenient):
    """YAML as policies use it; a mapping with one key twice is refused, where plain YAML keeps the last in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        mapping = super().construct_mapping(node, deep)
        if len(mapping) != len(node.value):
            raise _Duplicate
        return mapping


class _Duplicate(Exception):
    """一键两写: raised on the fast path; the lines are found afterwards."""


def mapping_of(path: str, content: bytes, faults: list[Fault], **about: Any) -> tuple[Document, Any] | None:
    """A YAML text as written, keys written twice and other faults of form added to the list; nothing where it is no YAML.

    `about` says which schema and sentences the document has.
    """
    try:
        text = content.decode("utf-8")
        document = Document(path, text, **about)
        raw = yaml.load(text, Loader=_Loader)
    except UnicodeDecodeError:
        faults.append(fault_of_file("policies.not_text", path))
        return None
    except yaml.YAMLError as error:
        faults.append(_not_yaml(path, error))
        return None
    except _Duplicate:
        faults += [
            document.fault("policies.key_twice", at, at[-1], line=line, first=first)
            for at, first, line in document.duplicates()
        ]
        raw = yaml.load(text, Loader=_Lenient)
    return document, raw


def _read_file(path: str, pack: str, content: bytes, faults: list[Fault]) -> ReadFile | None:
    """The file, with its faults added to the list; nothing where it cannot be read as a policy file at all."""
    read = mapping_of(path, content, faults)
    if read is None:
        return None
    document, raw = read
    if not isinstance(raw, dict):
        faults.append(document.fault("policies.not_a_pack", (), pack=pack))
        return None
    try:
        return ReadFile(document, PackFile.model_validate(raw), _names(raw))
    except ValidationError as refused:
        faults += [wrong_shape(document, error) for error in refused.errors(include_url=False)]
        return _without_refused(document, raw, refused)


def _without_refused(document: Document, raw: dict, refused: ValidationError) -> ReadFile | None:
    """The file without the entries that the schema refused, so that the rest of it is judged in the same run."""
    sound = {section: dict(entries) if isinstance(entries, dict) else entries for section, entries in raw.items()}
    for error in refused.errors(include_url=False):
        section, *rest = (part for part in error["loc"] if part != "[key]")
        if rest and isinstance(sound.get(section), dict):
            sound[section].pop(rest[0], None)
        else:
            sound.pop(section, None)
    try:
        return ReadFile(document, PackFile.model_validate(sound), _names(raw))
    except ValidationError:
        return None


def _names(raw: Mapping) -> dict[str, frozenset[str]]:
    """What each part of the file mentions, sound or not, so that one fault does not bring others with it."""
    names = {
        field: frozenset(map(str, value)) if isinstance(value, dict) else frozenset([str(value)] if value else [])
        for field in PackFile.model_fields
        for value in [raw.get(field)]
    }
    for section in ("rules", "parameters"):
        entries = raw[section] if isinstance(raw.get(section), dict) else {}
        names[f"defined {section}"] = frozenset(
            str(key) for key, entry in entries.items() if isinstance(entry, dict) and "title" in entry
        )
    return names


def _not_yaml(path: str, error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return fault_of_file("policies.not_yaml", path, mark.line + 1 if mark else None, problem=problem)


def _no_folder(folder: Path) -> Text:
    return Text(
        zh=f"“{folder}”不是政策文件夹：其中没有 {'、'.join(FOLDERS)}。请给出含有它们的文件夹。",
        en=f'"{folder}" is no folder of policies: it holds none of {", ".join(FOLDERS)}. Name the folder that holds them.',
    )
