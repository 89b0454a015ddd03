"""部门: reading the tree. What an authority is and was called is public by law, so every viewer sees the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from xinheng.ground.authorities.models import AuthorityVersion
from xinheng.ground.disclosure import Field, Level, Viewer, project


@dataclass(frozen=True)
class FormerName:
    """曾用名: a name and the dates between which it was used."""

    name: str
    used_from: date
    used_until: date


@dataclass(frozen=True)
class AuthorityView:
    """部门: as it is today, with what it was called before and who took its work over."""

    ref: str
    uscc: str
    name: str
    region: str
    parent: str | None
    successor: str | None
    valid_from: date
    former_names: tuple[FormerName, ...]
    version: int


def authorities(*, viewer: Viewer) -> Mapping[str, AuthorityView]:
    """Every authority of the place by `ref`, in the order in which they became known."""
    versions = (
        AuthorityVersion.objects.filter(batch__knowledge_no__isnull=False)
        .select_related("authority", "parent", "successor")
        .order_by("authority_id", "version")
    )
    histories: dict[str, list[AuthorityVersion]] = {}
    for version in versions:
        histories.setdefault(version.authority.ref, []).append(version)
    return {ref: seen(history, viewer) for ref, history in histories.items()}


def authority(ref: str, *, viewer: Viewer) -> AuthorityView | None:
    """One authority, or nothing."""
    return authorities(viewer=viewer).get(ref)


def with_all_below(ref: str, *, viewer: Viewer) -> frozenset[str]:
    """The refs of an authority and of everything beneath it: the scope of a role held there."""
    parents = {each.ref: each.parent for each in authorities(viewer=viewer).values()}
    found = {ref}
    while below := {child for child, parent in parents.items() if parent in found} - found:
        found |= below
    return frozenset(found)


def seen(history: list[AuthorityVersion], viewer: Viewer) -> AuthorityView:
    current = history[-1]
    values = {
        "ref": current.authority.ref,
        "uscc": current.uscc,
        "name": current.name,
        "region": current.region,
        "parent": current.parent.ref if current.parent else None,
        "successor": current.successor.ref if current.successor else None,
        "valid_from": current.valid_from,
        "former_names": former_names(history),
        "version": current.version,
    }
    return AuthorityView(**project((Field(code, Level.PUBLIC, value) for code, value in values.items()), viewer))


def former_names(history: list[AuthorityVersion]) -> tuple[FormerName, ...]:
    """Each name that was given up, from its first version to the day on which the next name began."""
    first_of_each = [next(versions) for _, versions in groupby(history, key=lambda version: version.name)]
    return tuple(
        FormerName(earlier.name, earlier.valid_from, later.valid_from) for earlier, later in pairwise(first_of_each)
    )
