"""政策差错: what is wrong in a pack, where exactly, and the remedy; all of a folder at once, not only the first."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import get_args, get_origin

import yaml
from pydantic import BaseModel
from pydantic_core import ErrorDetails

from xinheng.ground.policies.schema import PackFile
from xinheng.ground.policies.wording import EXPECTED, WORDING, filled, listed
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

Path = tuple[str | int, ...]  # the keys and positions that lead to a value: ("rules", "publicity.permit", "values", 0)


@dataclass(frozen=True)
class Fault:
    """差错: one thing wrong at one place. `code` is stable; nobody decides by the sentences."""

    code: str
    file: str
    line: int | None
    key: str
    value: str
    what: Text
    remedy: Text

    @property
    def where(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place} {self.key}".rstrip()


class PolicyFault(Refused):
    """政策文件有误: the library was refused whole; `faults` names every fault of it, and so does the sentence."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line or 0, fault.key, fault.code)))
        zh = "\n".join(f"{fault.where}：{fault.what.zh}{fault.remedy.zh} [{fault.code}]" for fault in self.faults)
        en = "\n".join(f"{fault.where}: {fault.what.en} {fault.remedy.en} [{fault.code}]" for fault in self.faults)
        summary = Text(
            zh=f"政策文件有 {len(self.faults)} 处差错，没有采用：\n{zh}",
            en=f"The policy files have {len(self.faults)} faults and were not taken:\n{en}",
        )
        super().__init__(Refusal("policies.faults", summary))


def fault_of_file(code: str, file: str, line: int | None = None, **words: object) -> Fault:
    """A fault of a file as a whole, which has no keys to speak of."""
    what, remedy = (filled(text, words) for text in WORDING[code])
    return Fault(code, file, line, "", "", what, remedy)


@dataclass(frozen=True, eq=False)
class Document:
    """One YAML text, composed into nodes only when a fault must name its line.

    `schema` is what it must obey, `wording` has the sentences of the faults that its checks find.
    """

    file: str
    text: str
    schema: type[BaseModel] = PackFile
    wording: Mapping[str, tuple[Text, Text]] = field(default_factory=lambda: WORDING)

    def fault(
        self, code: str, path: Path, value: object = None, *, near: str | None = None, line: int = 0, **words: object
    ) -> Fault:
        """A fault in the words of its code; `near` is the known word that was probably meant."""
        words |= {"name": path[-1] if path else "", "value": shown(value)}
        what, remedy = (filled(text, words) for text in self.wording.get(code) or WORDING[code])
        if near:
            remedy = Text(zh=f"是否应为“{near}”？{remedy.zh}", en=f'Did you mean "{near}"? {remedy.en}')
        return Fault(code, self.file, line or self.line(path), dotted(path), shown(value), what, remedy)

    @cached_property
    def root(self) -> yaml.Node | None:
        return yaml.compose(self.text, Loader=yaml.CSafeLoader)

    def line(self, path: Path) -> int:
        """The line of the key at the end of the path, or of the nearest place above it that exists."""
        node, line = self.root, 1
        for part in path:
            found = _child(node, part)
            if found is None:
                return line
            mark, node = found
            line = mark.start_mark.line + 1
        return line

    def duplicates(self) -> Iterator[tuple[Path, int, int]]:
        """Every key written twice in one mapping, with the lines of its first and of its repeated writing."""
        yield from _duplicates(self.root, ())


def _child(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """The node that carries the line of `part` below `node`, and the node to go on from."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    return None


def _duplicates(node: yaml.Node | None, path: Path) -> Iterator[tuple[Path, int, int]]:
    if isinstance(node, yaml.MappingNode):
        first_lines: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in first_lines:
                yield (*path, key.value), first_lines[key.value], line
            first_lines.setdefault(key.value, line)
            yield from _duplicates(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            yield from _duplicates(value, (*path, position))


def dotted(path: Path) -> str:
    """rules.publicity.permit_penalty.values[0].unit"""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def shown(value: object) -> str:
    """A value as a person wrote it, short enough for one line."""
    if isinstance(value, dict | list | tuple):
        return "{…}" if isinstance(value, dict) else "[…]"
    words = "null" if value is None else str(value)
    return words if len(words) <= 60 else f"{words[:57]}…"


def nearest(word: object, known: Iterable[str]) -> str | None:
    """The known word that was probably meant."""
    return next(iter(difflib.get_close_matches(str(word), list(known), n=1)), None)


# ---- what pydantic found wrong --------------------------------------------------------------------------------------


def wrong_shape(document: Document, error: ErrorDetails) -> Fault:
    """格式差错: one error of the schema in our words, with the nearest known key or choice for a misspelt one."""
    path = tuple(part for part in error["loc"] if part != "[key]")
    kind, value = error["type"], error["input"]
    if kind == "extra_forbidden":
        known = _fields_at(document.schema, path[:-1])
        return document.fault("policies.unknown_key", path, near=nearest(path[-1], known), known=listed(known))
    if kind == "missing":
        return document.fault("policies.missing_key", path)
    if kind == "enum":
        known = tuple(word.strip(" '") for word in error["ctx"]["expected"].replace(" or ", ", ").split(","))
        return document.fault("policies.unknown_choice", path, value, near=nearest(value, known), known=listed(known))
    expected = EXPECTED.get(kind, Text(zh=error["msg"], en=error["msg"]))
    return document.fault("policies.wrong_type", path, value, expected=expected)


def _fields_at(schema: type[BaseModel], path: Path) -> tuple[str, ...]:
    """The keys that a schema knows at a path."""
    annotation: object = schema
    for part in path:
        annotation = _below(annotation, part)
    model = _model_in(annotation)
    return tuple(_fields(model)) if model else ()


def _below(annotation: object, part: str | int) -> object:
    """The type of what stands under a key or position: of a model's field, or of the members of a mapping or tuple."""
    model = _model_in(annotation)
    if model:
        return _fields(model).get(part)
    return next((inner for inner in get_args(annotation)[::-1] if inner is not Ellipsis), None)


def _fields(model: type[BaseModel]) -> dict[str | int, object]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model that an annotation names directly, or beside None; not one inside a mapping or a tuple."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (dict, tuple):
        return None
    return next((model for model in map(_model_in, get_args(annotation)) if model), None)
