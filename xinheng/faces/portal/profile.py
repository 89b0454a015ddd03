"""What the page of an organisation shows beside its particulars: values only, no sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import segno

from xinheng.credit.organisations.queries import OrganisationView


@dataclass(frozen=True)
class Turn:
    """变化: something about an organisation that was so from a day on; the day may be unknown."""

    on: date | None
    what: str  # established | former_name | name | state
    value: str
    until: date | None = None


def history(organisation: OrganisationView) -> tuple[Turn, ...]:
    """沿变: names and states in the order of their days, what has no day first."""
    return tuple(sorted(turns(organisation), key=lambda turn: (turn.on is not None, turn.on or date.min)))


def turns(organisation: OrganisationView) -> Iterator[Turn]:
    if organisation.established_on:
        yield Turn(organisation.established_on, "established", "")
    for former in organisation.former_names:
        yield Turn(former.used_from, "former_name", former.name, former.used_until)
    given_up = max((former.used_until for former in organisation.former_names if former.used_until), default=None)
    if given_up:
        yield Turn(given_up, "name", organisation.name)
    for spell in organisation.states:
        # A state without a day, and no other, stands in the strip already.
        if spell.since or len(organisation.states) > 1:
            yield Turn(spell.since, "state", spell.state)


# Which of the eight patterns lies over the code. To try all and take the prettiest, as is usual, takes as long as a page;
# readers read the one as well as the other, since the code says which it is.
MASK = 2


@lru_cache(maxsize=1024)  # 2 MB
def qr(address: str) -> str:
    """二维码 of an address, as an SVG file; a printed page leads back to the living one."""
    code = segno.make(address, error="m", micro=False, mask=MASK)
    drawn = code.svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None, dark="#000")
    return drawn.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
