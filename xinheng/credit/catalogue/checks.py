"""目录核对: what must hold between the parts of a catalogue text, and between texts and the law; each breach a fault."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xinheng.credit.catalogue.schema import TypeEntry
from xinheng.ground.policies.faults import Document, Fault
from xinheng.ground.policies.pack import Library


@dataclass(frozen=True, eq=False)
class ReadType:
    """One text as read."""

    key: str
    document: Document
    entry: TypeEntry


def faults_between(types: Sequence[ReadType], library: Library) -> Iterator[Fault]:
    yield from ()
