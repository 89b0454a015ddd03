"""存证链: how an entry is hashed and a chain checked. Pure: the same few lines serve the writer, the verifier and an outsider."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

BEGINNING = "0" * 64


@dataclass(frozen=True, repr=False)
class Secret:
    """机密输入: an input that must leave no trace, not even a digest that could be guessed back: passwords, keys."""

    value: str

    def __str__(self) -> str:
        return "（不记录）"

    __repr__ = __str__


def canonical(value: Any) -> str:
    """规范文本: one JSON text for one value: sorted keys, no blanks, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def digest_of(value: Any) -> str:
    """摘要: SHA-256 of the canonical text, in hex."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def kept(value: Any) -> Any:
    """存后之值: the value as the database gives it back: keys are words, sequences are lists.

    A number with a fraction is refused. JSONB writes 1e22 with its zeros and -0.0 without its sign, so an entry that was
    hashed with one would be found `altered` without anybody having touched it.
    """
    return json.loads(json.dumps(value), parse_float=_refuse_fraction, parse_constant=_refuse_fraction)


def _refuse_fraction(number: str) -> None:
    raise TypeError(f"{number} is not a whole number; the ledger keeps no others")


@dataclass(frozen=True)
class Link:
    """存证记录 as it is hashed. `at` is an aware instant in UTC."""

    number: int
    batch_ref: str
    action: str
    by: str
    at: datetime
    content: Any
    previous: str

    @property
    def digest(self) -> str:
        return digest_of(asdict(self) | {"at": self.at.isoformat()})


@dataclass(frozen=True)
class Break:
    """断链: where the chain does not hold, and what is wrong there (a stable code)."""

    number: int
    code: str


def breaks(entries: Iterable[tuple[Link, str]]) -> Iterable[Break]:
    """Every fault of a chain given from its beginning as (link, stored digest).

    Numbers must run 1, 2, 3 … without gaps (`gap`), each link must name the digest before it (`unlinked`), carry the digest
    of its own content (`altered`), and not be older than the one before it (`backdated`).
    """
    number, previous, at = 0, BEGINNING, None
    for link, stored in entries:
        if link.number != number + 1:
            yield Break(link.number, "gap")
        if link.previous != previous:
            yield Break(link.number, "unlinked")
        if link.digest != stored:
            yield Break(link.number, "altered")
        if at is not None and link.at < at:
            yield Break(link.number, "backdated")
        number, previous, at = link.number, stored, link.at
