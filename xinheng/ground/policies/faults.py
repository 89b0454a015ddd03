"""政策差错: what is wrong in a pack, where exactly, and the remedy; all of a folder at once, not only the first."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import get_args, get_origin

import yaml
from pydantic import BaseModel
from pydantic_core import ErrorDetails

from xinheng.ground.policies.schema import PackFile
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

    def __str__(self) -> str:
        return f"{self.where}: {self.what.zh}{self.remedy.zh} [{self.code}]"

    @property
    def where(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place} {self.key}".rstrip()


class PolicyFault(Exception):
    """政策文件有误: the folder was refused whole; `faults` names every fault of it."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line or 0, fault.key, fault.code)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Document:
    """One YAML text, composed into nodes only when a fault must name its line."""

    def __init__(self, file: str, text: str):
        self.file = file
        self._text = text
        self._root: yaml.Node | None = None

    def fault(self, code: str, path: Path, value: object, what: Text, remedy: Text) -> Fault:
        return Fault(
            code=code,
            file=self.file,
            line=self.line(path),
            key=".".join(f"[{part}]" if isinstance(part, int) else part for part in path).replace(".[", "["),
            value=shown(value),
            what=what,
            remedy=remedy,
        )

    def line(self, path: Path) -> int:
        """The line of the key at the end of the path, or of the nearest place above it that exists."""
        self._root = self._root or yaml.compose(self._text, Loader=yaml.CSafeLoader)
        node, line = self._root, 1
        for part in path:
            found = _child(node, part)
            if found is None:
                return line
            mark, node = found
            line = mark.start_mark.line + 1
        return line

    def duplicates(self) -> Iterable[tuple[Path, int, int]]:
        """Every key written twice in one mapping, with the lines of its first and its repeated writing."""
        self._root = self._root or yaml.compose(self._text, Loader=yaml.CSafeLoader)
        yield from _duplicates(self._root, ())


def _child(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """The node that carries the line of `part` below `node`, and the node to go on from."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    return None


def _duplicates(node: yaml.Node, path: Path) -> Iterable[tuple[Path, int, int]]:
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


def shown(value: object) -> str:
    """A value as a person wrote it, short enough for one line."""
    if isinstance(value, dict | list):
        return "{…}" if isinstance(value, dict) else "[…]"
    words = "null" if value is None else str(value)
    return words if len(words) <= 60 else f"{words[:57]}…"


def nearest(word: object, known: Iterable[str]) -> str | None:
    """The known word that was probably meant."""
    return next(iter(difflib.get_close_matches(str(word), list(known), n=1, cutoff=0.6)), None)


def meant(word: object, known: Iterable[str], otherwise: Text) -> Text:
    """The remedy for a word that is not known: the nearest that is, or what else to do."""
    near = nearest(word, known)
    if near is None:
        return otherwise
    return Text(zh=f"是否应为“{near}”？{otherwise.zh}", en=f'Did you mean "{near}"? {otherwise.en}')


# ---- what pydantic found wrong, in words ----------------------------------------------------------------------------

_EXPECTED = {
    "string_type": Text(zh="文字（如为数字请加引号）", en="words (quote a number)"),
    "int_type": Text(zh="整数", en="a whole number"),
    "bool_type": Text(zh="true 或 false", en="true or false"),
    "date_type": Text(zh="日期，写作 2016-03-01", en="a date, written 2016-03-01"),
    "is_instance_of": Text(zh="日期，写作 2016-03-01", en="a date, written 2016-03-01"),
    "tuple_type": Text(zh="列表", en="a list"),
    "dict_type": Text(zh="一组“键: 值”", en="a group of `key: value`"),
    "model_type": Text(zh="一组“键: 值”", en="a group of `key: value`"),
    "model_attributes_type": Text(zh="一组“键: 值”", en="a group of `key: value`"),
    "scalar": Text(
        zh="整数、加引号的小数、文字、日期或代码列表",
        en="a whole number, a quoted decimal, words, a date or a list of codes",
    ),
    "bilingual": Text(zh="中英文皆不得为空", en="words in both languages"),
    "string_pattern_mismatch": Text(
        zh="小写英文标识（如 publicity.permit_penalty.department；行政区划代码为六位数字）",
        en="a lower-case identifier (such as publicity.permit_penalty.department; a region is six digits)",
    ),
}


def wrong_shape(document: Document, error: ErrorDetails) -> Fault:
    """格式差错: one error of the schema, with the remedy and, for a misspelt key, the nearest known one."""
    path = tuple(part for part in error["loc"] if part != "[key]")
    kind, value = error["type"], error["input"]
    name = path[-1] if path else ""
    if kind == "extra_forbidden":
        fields = _fields_at(path[:-1])
        return document.fault(
            "policies.unknown_key",
            path,
            name,
            Text(zh=f"不认识键“{name}”。", en=f'The key "{name}" is not known here.'),
            meant(
                name,
                fields,
                Text(zh=f"此处可写：{'、'.join(fields)}。", en=f"Known here: {', '.join(fields)}."),
            ),
        )
    if kind == "missing":
        return document.fault(
            "policies.missing_key",
            path,
            None,
            Text(zh=f"缺少必填项“{name}”。", en=f'"{name}" is required and missing.'),
            Text(zh=f"请在此处补写“{name}: …”。", en=f'Add "{name}: …" here.'),
        )
    if kind in ("enum", "literal_error"):
        choices = _choices(error)
        return document.fault(
            "policies.unknown_choice",
            path,
            value,
            Text(zh=f"“{name}”不能是“{shown(value)}”。", en=f'"{name}" cannot be "{shown(value)}".'),
            meant(value, choices, Text(zh=f"可选：{'、'.join(choices)}。", en=f"Choose from: {', '.join(choices)}.")),
        )
    expected = _EXPECTED.get(kind, Text(zh=error["msg"], en=error["msg"]))
    return document.fault(
        "policies.wrong_type",
        path,
        value,
        Text(zh=f"“{name}”的值“{shown(value)}”不合要求。", en=f'"{name}" cannot hold "{shown(value)}".'),
        Text(zh=f"应为：{expected.zh}。", en=f"Expected: {expected.en}."),
    )


def _choices(error: ErrorDetails) -> tuple[str, ...]:
    return tuple(word.strip(" '") for word in error["ctx"]["expected"].replace(" or ", ", ").split(","))


def _fields_at(path: Path) -> tuple[str, ...]:
    """The keys that the schema knows at a path."""
    annotation: object = PackFile
    for part in path:
        annotation = _below(annotation, part)
    model = _model_in(annotation)
    return tuple(field.alias or name for name, field in model.model_fields.items()) if model else ()


def _below(annotation: object, part: str | int) -> object:
    model = _model_in(annotation)
    if model:
        fields: Mapping = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
        return fields.get(part)
    return next((inner for inner in get_args(annotation)[::-1] if inner is not Ellipsis), None)


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model that an annotation names directly, or beside None; not one inside a mapping or a tuple."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (dict, tuple):
        return None
    return next((model for model in map(_model_in, get_args(annotation)) if model), None)
