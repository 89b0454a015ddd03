import itertools

import pytest

from xinheng.ground.disclosure import PUBLIC, Field, Level, Viewer, project
from xinheng.ground.refusal import Refused

OURS, THEIRS = "91320000000000001X", "91320000000000002X"
FIELDS = [
    Field(f"{level}-{subject}", level, "value", subject) for level, subject in itertools.product(Level, (OURS, THEIRS))
]


def seen_by(viewer):
    return set(project(FIELDS, viewer))


def test_public_sees_public_fields_only():
    assert seen_by(PUBLIC) == {f"public-{OURS}", f"public-{THEIRS}"}


def test_government_sees_shared_fields_but_not_authorised_ones():
    office = Viewer("user:a", frozenset({Level.PUBLIC, Level.GOVERNMENT}), purpose="行政许可审查")
    assert seen_by(office) == {f"{level}-{subject}" for level in ("public", "government") for subject in (OURS, THEIRS)}


def test_consent_opens_one_organisation_and_no_other():
    bank = Viewer("bank:a", purpose="贷前审查", consented=frozenset({OURS}))
    assert seen_by(bank) == {f"public-{OURS}", f"public-{THEIRS}", f"government-{OURS}", f"authorised-{OURS}"}


def test_unknown_level_is_seen_by_nobody():
    everything = Viewer("user:a", frozenset(Level), purpose="测试", consented=frozenset({OURS}))
    assert project([Field("odd", "secret", "value")], everything) == {}


def test_authorised_field_without_a_subject_is_seen_by_nobody():
    everything = Viewer("user:a", frozenset(Level), purpose="测试", consented=frozenset({OURS}))
    assert project([Field("odd", Level.AUTHORISED, "value")], everything) == {}


@pytest.mark.parametrize("asked", [{"levels": frozenset({Level.GOVERNMENT})}, {"consented": frozenset({OURS})}])
@pytest.mark.parametrize("purpose", ["", "  "])
def test_nobody_sees_more_than_the_public_without_a_purpose(asked, purpose):
    with pytest.raises(Refused) as refused:
        Viewer("user:a", purpose=purpose, **asked)
    assert refused.value.refusal.code == "disclosure.purpose_missing"
