"""表头: what each column of a file is, whatever its header says, in which layout, and which columns are about people."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.schema import FieldKind, TypeEntry
from xinheng.ground.columns.personal_headers import is_about_people
from xinheng.ground.columns.values import unit_in_header

# The columns of any file that say what a row does to the record, besides telling of it: 撤销, with a reason.
OPERATION = ("操作", "操作类型", "数据操作", "operation")
OPERATION_REASON = ("操作原因", "操作理由", "撤销原因", "撤销理由", "operation_reason")

_IN_BRACKETS = re.compile(r"^(.*?)\(([^()]*)\)$")
_OF_SEVERAL_COLUMNS = FieldKind.CHOICES


@dataclass(frozen=True)
class Understood:
    """读懂的表头: of a file with these headers, the layout and what each column is. Headers are as the file writes them.

    `units` has the unit of each amount: as the header says, else the field's own. `joined` are further columns of a field
    of choices, as 处罚类别2 is of 处罚类别1: their values belong to it too. `personal` are dropped unread, `unknown` unread too.
    """

    layout: str
    fields: Mapping[str, str]
    units: Mapping[str, str]
    personal: tuple[str, ...]
    unknown: tuple[str, ...]
    operation: str | None
    operation_reason: str | None
    joined: Mapping[str, tuple[str, ...]]


def understood(headers: Sequence[str], record_type: RecordType) -> Understood:
    """读懂表头, in any order. Of two columns for one field the first counts and the other is unknown."""
    layout, meaning = _best(headers, record_type.entry)
    fields: dict[str, str] = {}
    joined: dict[str, tuple[str, ...]] = {}
    personal, unknown, operations = [], [], {}
    for header in headers:
        field = meaning.get(header)
        kind = record_type.fields[field].kind if field else None
        if kind is FieldKind.PERSONAL:
            personal.append(header)
        elif field and field not in fields:
            fields[field] = header
        elif kind is _OF_SEVERAL_COLUMNS:
            joined[field] = (*joined.get(field, ()), header)
        elif operation := _operation(header):
            operations.setdefault(operation, header)
        elif is_about_people(header):  # those that a catalogue text names are fields of kind `personal`
            personal.append(header)
        else:
            unknown.append(header)
    return Understood(
        layout=layout,
        fields=fields,
        units=_units(fields, record_type),
        personal=tuple(personal),
        unknown=tuple(unknown),
        operation=operations.get("operation"),
        operation_reason=operations.get("operation_reason"),
        joined=joined,
    )


def _best(headers: Sequence[str], entry: TypeEntry) -> tuple[str, dict[str, str]]:
    """The layout with the most columns among these headers, and the field of each header in it.

    Real files mix layouts: what the chosen one does not know means what another one says, if only one meaning is said.
    """
    counted = []
    for name, layout in entry.layouts.items():
        meanings = meanings_in(entry, name)
        meaning = {header: field for header in headers if (field := _looked_up(header, meanings))}
        counted.append((len(set(layout.columns).intersection(meaning.values())), name, meaning))
    _, best, meaning = max(counted, key=lambda each: each[0])  # of equals the first
    for header in headers:
        elsewhere = {other[header] for _, _, other in counted if header in other}
        if header not in meaning and len(elsewhere) == 1:
            meaning[header] = elsewhere.pop()
    return best, meaning


def _looked_up(header: str, meanings: Mapping[str, str]) -> str | None:
    """The whole header first, then what stands in brackets behind it, then what stands before them: 代码_2(工商注册号) is a
    registration number whatever 代码_2 means, and 罚款金额(元) is the fine."""
    whole = folded(header)
    if whole in meanings:
        return meanings[whole]
    if parts := _IN_BRACKETS.match(whole):
        return meanings.get(parts[2]) or _looked_up(parts[1], meanings)
    return None


def meanings_in(entry: TypeEntry, layout: str) -> Mapping[str, str]:
    """Each folded header that a layout understands, with its field."""
    return {header: fields[0] for header, fields in readings_in(entry, layout).items()}


@lru_cache(maxsize=256)
def _readings(key: "_Keyed") -> dict[str, tuple[str, ...]]:
    entry, layout = key.entry, key.layout
    own = {folded(header): (field,) for header, field in entry.layouts[layout].headers.items()}
    common: dict[str, tuple[str, ...]] = {}
    for code, field in entry.fields.items():
        for header in dict.fromkeys(map(folded, (*field.headers, field.title.zh, field.title.en, code))):
            common[header] = (*common.get(header, ()), code)
    return common | own


@dataclass(frozen=True)
class _Keyed:
    """An entry by identity: it is immutable, and too large to compare field by field on every look-up."""

    entry: TypeEntry
    layout: str

    def __hash__(self) -> int:
        return hash((id(self.entry), self.layout))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and self.entry is other.entry and self.layout == other.layout


def readings_in(entry: TypeEntry, layout: str) -> Mapping[str, tuple[str, ...]]:
    """Each folded header with every field that it could mean in a layout: more than one is a fault (`checks`)."""
    return _readings(_Keyed(entry, layout))


def folded(header: str) -> str:
    """A header without what people add to it: widths, blanks, case, and the signs of required columns."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", header)).strip("*:").casefold()


def _units(fields: Mapping[str, str], record_type: RecordType) -> dict[str, str]:
    amounts = {code: header for code, header in fields.items() if record_type.fields[code].kind is FieldKind.AMOUNT}
    return {code: unit_in_header(header) or record_type.fields[code].unit for code, header in amounts.items()}


def _operation(header: str) -> str | None:
    return next((name for name, headers in _OPERATIONS.items() if folded(header) in headers), None)


def _folded_all(headers: Iterable[str]) -> frozenset[str]:
    return frozenset(map(folded, headers))


_OPERATIONS = {"operation": _folded_all(OPERATION), "operation_reason": _folded_all(OPERATION_REASON)}
