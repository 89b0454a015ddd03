"""公布政策: texts come into force here, from the seed at set-up or from the desk by two persons; never by overwriting."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import connection

from xinheng.ground.events.actions import emit
from xinheng.ground.ledger.actions import action
from xinheng.ground.ledger.actor import Actor
from xinheng.ground.ledger.chain import digest_of
from xinheng.ground.ledger.models import Batch
from xinheng.ground.policies import seed
from xinheng.ground.policies.kinds import Together, handling_of, handlings
from xinheng.ground.policies.models import Origin, PublishedVersion
from xinheng.ground.policies.queries import Version, version_history, versions_in_force
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

SHANGHAI = ZoneInfo("Asia/Shanghai")

# One publication at a time: each is judged with all that is in force, which another must not change meanwhile.
PUBLISHING = 7_309_002


@dataclass(frozen=True)
class SeedText:
    """随附文本: a text of the seed, or the empty one that takes the place of a file that has left it."""

    kind: str
    key: str
    text: str

    @property
    def place(self) -> tuple[str, str]:
        return self.kind, self.key

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def publish_seed(*, by: Actor, now: datetime, folder: Path | None = None) -> dict:
    """公布随附政策: in force is what the seed says, unless a text of the desk stands above it.

    Publishes what differs; without any difference, nothing is written. A key whose text in force was drafted at the
    desk is not overridden but answered under `held_back`.
    """
    new, held_back = _against_published(list(_seed_texts(folder or seed.seed_folder())))
    if new:
        texts = [asdict(each) for each in new]
        # What it takes the place of belongs to the operation: a text may return after another was in force.
        standing = newest()
        above = [standing[each.place].sequence for each in new if each.place in standing]
        _publish_seed(by=by, now=now, operation=f"publish_seed:{digest_of([texts, above])}", texts=texts)
    return {
        "published": [f"{each.kind} {each.key}" for each in new],
        "held_back": [f"{each.kind} {each.key}" for each in held_back],
    }


@action("policies.publish_seed", permission=None)
def _publish_seed(batch: Batch, *, texts: list[dict]) -> dict:
    _lock()
    new = [SeedText(**each) for each in texts]
    if _against_published(new)[0] != new:  # a desk was faster, and is not overridden
        sentence = Text(
            zh="另有文本刚刚公布，随附政策没有公布，请再执行一次。",
            en="A text was published just now, and the seed was not: try again.",
        )
        raise Refused(Refusal("policies.changed_meanwhile", sentence))
    _judge(new)
    standing = newest()
    drafted = [
        _draft(batch, each.kind, each.key, each.text, Origin.SEED, standing.get(each.place), author=batch.opened_by)
        for each in new
    ]
    versions = PublishedVersion.objects.bulk_create(drafted)
    emit("policies.published", batch, kinds=sorted({each.kind for each in new}))
    return {"published": [{"version": str(version), "sha256": version.sha256} for version in versions]}


@action("policies.publish", permission="policies.publish")
def publish(batch: Batch, *, kind: str, key: str, text: str, author: str) -> dict:
    """公布: brings a text that `author` drafted into force; the actor is the second person (第二人), never the author.

    The whole library, or calendar, is judged with the new text in its place. Raises `Refused`: `policies.same_person`,
    `policies.published_before`, `policies.unknown_kind`, `policies.key_malformed`, `policies.faults` with every fault, `calendars.faulty`.
    """
    _lock()
    if refusal := why_not_publish(kind, key, text, author=author, second_person=batch.opened_by):
        raise Refused(refusal)
    _judge([SeedText(kind, key, text)])
    above = newest().get((kind, key))
    version = _draft(batch, kind, key, text, Origin.DESK, above, author=author, second_person=batch.opened_by)
    version.save()
    emit("policies.published", batch, kinds=[kind])
    return {"kind": kind, "key": key, "sequence": version.sequence, "sha256": version.sha256}


def why_not_publish(kind: str, key: str, text: str, *, author: str, second_person: str) -> Refusal | None:
    """为何不得公布: what does not depend on the law inside the text."""
    if handling_of(kind) is None:
        known = [each.kind for each in handlings()]
        zh, en = "、".join(each.label for each in known), ", ".join(each.value for each in known)
        sentence = Text(
            zh=f"不能公布这种文本。可以公布：{zh}。", en=f"No such kind of text is published. There are: {en}."
        )
        return Refusal("policies.unknown_kind", sentence)
    if not key.isprintable() or len(key) > PublishedVersion._meta.get_field("key").max_length:
        sentence = Text(
            zh="键过长，或含不可见字符。键就是文件的路径，如 cities/siyang/rules。",
            en="The key is too long or has invisible characters. A key is the path of a file, as cities/siyang/rules.",
        )
        return Refusal("policies.key_malformed", sentence)
    if author == second_person:
        sentence = Text(
            zh="起草人不能公布自己起草的文本。请由另一名有权限的人员核对后公布。",
            en="Nobody publishes a text of their own. Let a second person with the permission check and publish it.",
        )
        return Refusal("policies.same_person", sentence)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    before = next((each for each in version_history(kind, key) if each.sha256 == sha256), None)
    if before:
        sentence = Text(
            zh=f"这份文本已作为第 {before.sequence} 版公布过。如要恢复旧文本，请加一行注释说明恢复的理由再公布。",
            en=f"This text was already published as version {before.sequence}. To restore an earlier text, add a comment "
            "that says why, and publish that.",
        )
        return Refusal("policies.published_before", sentence)
    return None


def _seed_texts(folder: Path) -> Iterator[SeedText]:
    for handling in handlings():
        texts = handling.seeded(folder)
        yield from (SeedText(handling.kind.value, key, text) for key, text in texts.items())
        for key, version in versions_in_force(handling.kind).items():
            if key not in texts and version.origin == Origin.SEED:
                yield SeedText(handling.kind.value, key, handling.emptied(key))


def _against_published(texts: list[SeedText]) -> tuple[list[SeedText], list[SeedText]]:
    """The texts of the seed that are to be published, and those that something else stands in the way of."""
    new, held_back, standing = [], [], newest()
    for each in texts:
        above = standing.get(each.place)
        if above and above.sha256 == each.sha256:
            continue
        is_ours = above is None or above.origin == Origin.SEED
        (new if is_ours else held_back).append(each)
    return new, held_back


def _judge(new: Collection[SeedText]) -> None:
    """Judges all that would be in force with the new texts, and what rests on them; raises `Refused` with every fault."""
    in_force = {
        each.kind: {key: version.text for key, version in versions_in_force(each.kind).items()} for each in handlings()
    }
    for each in new:
        in_force[each.kind][each.key] = each.text
    together, changed = Together(in_force), {each.kind for each in new}
    for handling in handlings():
        if not changed.isdisjoint((handling.kind, *handling.rests_on)):
            handling.judge(together, {each.key for each in new if each.kind == handling.kind})


def newest() -> dict[tuple[str, str], Version]:
    """The text in force of each kind and key."""
    kinds = (handling.kind for handling in handlings())
    return {(kind.value, key): version for kind in kinds for key, version in versions_in_force(kind).items()}


def _draft(
    batch: Batch,
    kind: str,
    key: str,
    text: str,
    origin: Origin,
    above: Version | None,
    *,
    author: str,
    second_person: str = "",
) -> PublishedVersion:
    return PublishedVersion(
        kind=kind,
        key=key,
        sequence=above.sequence + 1 if above else 1,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        valid_from=batch.opened_at.astimezone(SHANGHAI).date(),
        published_at=batch.opened_at,
        author=author,
        second_person=second_person,
        origin=origin,
        batch=batch,
    )


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING])
