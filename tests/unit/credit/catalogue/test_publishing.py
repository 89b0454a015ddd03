"""公布目录: from the seed and from the desk by two persons, judged with the law; what is in force is read by day."""

import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from tests.factories.kernel import NOON, actor, call, later
from tests.unit.credit.catalogue.texts import KEY, TODAY, changed, text_of
from xinheng.credit.catalogue import queries
from xinheng.credit.catalogue.seeded import seeded
from xinheng.ground.ledger.actor import Actor
from xinheng.ground.policies import actions, seed
from xinheng.ground.policies.models import Origin, PublishedVersion
from xinheng.ground.policies.queries import export, version_history
from xinheng.ground.refusal import Refused

pytestmark = pytest.mark.django_db

OFFICER = Actor("user:second", "第二人", actor("policies.publish").grants)
PENALTY = "catalogue/nation/penalty"


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the seed, to be changed."""
    return shutil.copytree(seed.ROOT / "policies", tmp_path / "seed")


def publish_seed(folder: Path | None = None) -> dict:
    return actions.publish_seed(by=Actor.system("setup"), now=NOON, folder=folder)


def publish(text: str, *, key: str = KEY, kind: str = "catalogue") -> dict:
    return call(actions.publish, by=OFFICER, now=later(5), kind=kind, key=key, text=text, author="user:first")


def refusal_of(text: str, **place) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        publish(text, **place)
    return refused.value.refusal.code, refused.value.refusal.sentence.zh


def test_seed_comes_into_force_as_it_is_read_from_the_folder():
    publish_seed()
    published, read = queries.catalogue_in_force(TODAY), seeded("siyang", TODAY)
    assert {code: each.sha256 for code, each in published.types.items()} == {
        code: each.sha256 for code, each in read.types.items()
    }
    versions = PublishedVersion.objects.filter(kind="catalogue", origin=Origin.SEED)
    assert published.types["penalty"].version_id == versions.get(key=PENALTY).pk
    assert publish_seed() == {"published": [], "held_back": []}


def test_catalogue_is_read_once_a_day_until_something_is_published(django_assert_num_queries):
    publish_seed()
    first = queries.catalogue_in_force(TODAY)
    with django_assert_num_queries(1):  # which versions of the law and of the catalogue are in force
        assert queries.catalogue_in_force(TODAY) is first
    publish(text_of(changed()))
    assert "visit" in queries.catalogue_in_force(TODAY).types


def test_desk_publishes_a_new_type_by_two_persons_and_no_code():
    publish_seed()
    publish(text_of(changed()))
    found = queries.record_type("visit", TODAY)
    assert (found.entry.title.zh, found.why_not_collect) == ("走访", None)
    (version,) = version_history("catalogue", KEY)
    assert (version.author, version.second_person) == ("user:first", "user:second")


def test_draft_with_faults_is_refused_whole_with_every_fault():
    publish_seed()
    code, sentence = refusal_of(text_of(changed(identity=["numbr"], category="gossip")))
    assert code == "policies.faults"
    assert "catalogue.unknown_field" in sentence
    assert "catalogue.unknown_category" in sentence
    assert "visit" not in queries.catalogue_in_force(TODAY).types


def test_law_cannot_lose_what_the_catalogue_rests_on():
    publish_seed()
    text = (seed.ROOT / "policies/cities/siyang/parameters.yaml").read_text()
    content = yaml.safe_load(text)
    del content["parameters"]["grading.local_grade.grades"]
    code, sentence = refusal_of(text_of(content), kind="pack", key="cities/siyang/parameters")
    assert code == "policies.faults"
    assert "catalogue/siyang/penalty.yaml" in sentence


def test_published_versions_stay_what_they_were():
    publish_seed()
    before = queries.type_in_force("penalty", TODAY)
    text = (seed.ROOT / "policies" / f"{PENALTY}.yaml").read_text().replace("longest: 512", "longest: 500")
    publish(text, key=PENALTY)
    after = queries.type_in_force("penalty", TODAY)
    assert (before.fields["remarks"].longest, after.fields["remarks"].longest) == (512, 500)
    assert queries.version(before.version_id).fields["remarks"].longest == 512
    assert before.version_id != after.version_id


def test_text_of_the_desk_is_not_overridden_by_the_seed(folder):
    publish_seed(folder)
    path = folder / f"{PENALTY}.yaml"
    publish(path.read_text().replace("longest: 512", "longest: 500"), key=PENALTY)
    assert publish_seed(folder) == {"published": [], "held_back": [f"catalogue {PENALTY}"]}


def test_type_whose_file_has_left_the_seed_leaves_the_catalogue(folder):
    publish_seed(folder)
    (folder / "catalogue/nation/complaint.yaml").unlink()
    assert publish_seed(folder)["published"] == ["catalogue catalogue/nation/complaint"]
    assert "complaint" not in queries.catalogue_in_force(TODAY).types
    assert publish_seed(folder)["published"] == []


def test_export_writes_every_text_back_byte_for_byte(tmp_path):
    publish_seed()
    written = [path for path in export(tmp_path) if path.startswith("catalogue/")]
    folder = seed.ROOT / "policies"
    assert written == sorted(file.relative_to(folder).as_posix() for file in (folder / "catalogue").rglob("*.yaml"))
    assert all((tmp_path / path).read_bytes() == (folder / path).read_bytes() for path in written)


def test_type_that_may_not_be_collected_is_refused_by_the_gate():
    publish_seed()
    for code, expected in (("complaint", "catalogue.unfounded"), ("penlty", "catalogue.unknown_type")):
        with pytest.raises(Refused) as refused:
            queries.record_type(code, TODAY)
        assert refused.value.refusal.code == expected
    with pytest.raises(Refused) as refused:
        queries.record_type("penalty", date(2015, 12, 31))
    assert refused.value.refusal.code == "catalogue.not_in_force"
