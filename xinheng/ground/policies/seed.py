"""种子: reads the YAML of a folder, or the same texts from elsewhere, into a `Library`; or names every fault of it.

The fast path parses and validates only. Nodes with line numbers are composed when something is wrong.
"""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import yaml
from pydantic import ValidationError

from xinheng.ground.policies.checks import FOLDERS, ReadFile, ReadPack, faults_between
from xinheng.ground.policies.faults import Document, Fault, PolicyFault, wrong_shape
from xinheng.ground.policies.pack import Library
from xinheng.ground.policies.place import File, Place, Source
from xinheng.ground.policies.schema import Level, PackFile
from xinheng.ground.text import Text

ROOT = Path(__file__).resolve().parents[3]
POLICIES = ROOT / "policies"
CLAUSES = ROOT / "docs" / "clauses.csv"


def load(folder: Path = POLICIES, *, clauses: Mapping[str, str] | None = None) -> Library:
    """The library of a folder; raises `PolicyFault` with all of its faults. `clauses` as from `known_clauses`."""
    return read(texts_of(folder), clauses=clauses)


def texts_of(folder: Path) -> dict[str, bytes]:
    """Every pack file of a folder by its path below it; hidden files are none of ours."""
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
            faults.append(_misplaced(path))
        else:
            by_folder[folder].append(_read_file(path, content, faults))
    packs = {
        id: ReadPack(id, level, tuple(file for file in files if file), is_whole=None not in files)
        for (level, id), files in by_folder.items()
    }
    faults += faults_between({id: pack for id, pack in packs.items() if pack.files}, clauses)
    if faults:
        raise PolicyFault(faults)
    return Library(places={pack.id: place_of(pack, texts) for pack in packs.values()})


def folder_of(path: str) -> tuple[Level, str] | None:
    """Level and pack that a path belongs to: nation/x.yaml, provinces/jiangsu/x.yaml, cities/siyang/x.yaml."""
    parts = PurePosixPath(path).parts
    level = FOLDERS.get(parts[0])
    if level is None or not path.endswith(".yaml") or len(parts) != (2 if level is Level.NATION else 3):
        return None
    return level, parts[-2]


def place_of(pack: ReadPack, texts: Mapping[str, bytes]) -> Place:
    head = pack.head.content
    merged = {
        section: {key: entry for _, key, entry in pack.entries(section)} for section in ("rules", "parameters", "lists")
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


class _Loader(yaml.CSafeLoader):
    """YAML as policies use it; a mapping with one key twice is refused, where plain YAML keeps the last in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        mapping = super().construct_mapping(node, deep)
        if len(mapping) != len(node.value):
            raise _Duplicate
        return mapping


class _Duplicate(Exception):
    """一键两写: raised on the fast path; the lines are found afterwards."""


def _read_file(path: str, content: bytes, faults: list[Fault]) -> ReadFile | None:
    """The file, with its faults added to the list; nothing where it cannot be read as a policy file at all."""
    try:
        text = content.decode("utf-8")
        document = Document(path, text)
        raw = yaml.load(text, Loader=_Loader)
    except UnicodeDecodeError:
        faults.append(_not_text(path))
        return None
    except yaml.YAMLError as error:
        faults.append(_not_yaml(path, error))
        return None
    except _Duplicate:
        faults += _twice(document)
        raw = yaml.load(text, Loader=yaml.CSafeLoader)
    if not isinstance(raw, dict):
        faults.append(_not_a_mapping(document, raw))
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
        entries = raw.get(section)
        names[f"defined {section}"] = frozenset(
            str(key)
            for key, entry in (entries.items() if isinstance(entries, dict) else ())
            if "title" in (entry or ())
        )
    return names


# ---- faults of whole files ------------------------------------------------------------------------------------------


def _whole_file(code: str, path: str, line: int | None, value: str, what: Text, remedy: Text) -> Fault:
    return Fault(code, path, line, "", value, what, remedy)


def _misplaced(path: str) -> Fault:
    return _whole_file(
        "policies.misplaced_file",
        path,
        None,
        path,
        Text(zh="这不是政策文件应在的位置。", en="This is no place for a policy file."),
        Text(
            zh="政策文件为 nation/*.yaml、provinces/<省>/*.yaml、cities/<市县>/*.yaml；请改名或移走。",
            en="Policy files are nation/*.yaml, provinces/<id>/*.yaml and cities/<id>/*.yaml: rename it or move it away.",
        ),
    )


def _not_text(path: str) -> Fault:
    return _whole_file(
        "policies.not_text",
        path,
        None,
        path,
        Text(zh="文件不是 UTF-8 编码。", en="The file is not UTF-8."),
        Text(zh="请另存为 UTF-8。", en="Save it as UTF-8."),
    )


def _not_yaml(path: str, error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return _whole_file(
        "policies.not_yaml",
        path,
        mark.line + 1 if mark else None,
        problem,
        Text(zh=f"不是合法的 YAML：{problem}。", en=f"This is not YAML: {problem}."),
        Text(
            zh="请检查这一行和上一行的缩进、冒号后的空格和引号。",
            en="Check indentation, the blank after a colon, and quotes, here and on the line above.",
        ),
    )


def _not_a_mapping(document: Document, raw: object) -> Fault:
    return document.fault(
        "policies.not_a_pack",
        (),
        raw,
        Text(zh="文件为空，或不以“键: 值”开始。", en="The file is empty or does not begin with `key: value`."),
        Text(zh="第一行请写 pack: <政策包>。", en="Begin it with pack: <id>."),
    )


def _twice(document: Document) -> Iterator[Fault]:
    for path, first, line in document.duplicates():
        yield Fault(
            "policies.key_twice",
            document.file,
            line,
            ".".join(map(str, path)),
            str(path[-1]),
            Text(zh=f"键“{path[-1]}”已写在第 {first} 行。", en=f'The key "{path[-1]}" is already on line {first}.'),
            Text(
                zh="请合并为一处；否则后写的会悄悄盖掉先写的。", en="Join them: otherwise the later would silently win."
            ),
        )
