"""Every fault names its file and line; one case each of what people get wrong in a pack."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinheng.ground.policies import seed
from xinheng.ground.policies.faults import Fault, PolicyFault
from xinheng.ground.policies.wording import WORDING

SMALL = Path(__file__).parent / "small"
CLAUSES = {"SY-19": "yes", "SY-31": "yes", "JH-41": "declined"}

HEAD, NATION_RULES, NATION_LISTS = "nation/pack.yaml", "nation/rules.yaml", "nation/lists.yaml"
EAST, RIVER, RIVER_RULES = "provinces/east/pack.yaml", "cities/river/pack.yaml", "cities/river/rules.yaml"


def faults_after(*edits: tuple[str, str, str]) -> tuple[Fault, ...]:
    """The faults of the small library after replacing a text, which must stand in its file exactly once, by another."""
    texts = seed.texts_of(SMALL)
    for file, old, new in edits:
        text = texts.get(file, b"").decode()
        assert text.count(old) == 1 or not text, f"{old!r} stands {text.count(old)} times in {file}"
        texts[file] = (text.replace(old, new) if text else new).encode()
    try:
        seed.read(texts, clauses=CLAUSES)
    except PolicyFault as fault:
        return fault.faults
    return ()


def places(faults: tuple[Fault, ...]) -> list[str]:
    return [f"{fault.code.removeprefix('policies.')} {fault.file}:{fault.line} {fault.key}" for fault in faults]


def test_sound_library_has_no_fault():
    assert faults_after() == ()


CASES = [
    # ---- files ----
    (HEAD, "chapters:\n", "chapters: [\n", "not_yaml nation/pack.yaml:6 "),
    ("nation/notes.yml", "", "pack: nation", "misplaced_file nation/notes.yml:None "),
    ("./nation/pack.yaml", "", "pack: nation", "misplaced_file ./nation/pack.yaml:None "),
    ("nation/empty.yaml", "", "# nothing\n", "not_a_pack nation/empty.yaml:1 "),
    (RIVER_RULES, "        unit: workday\n        source: river", "        unit: day\n        unit: workday\n        source: river",
     "key_twice cities/river/rules.yaml:8 rules.publicity.permit.values[0].unit"),
    # ---- the form of a value ----
    (NATION_RULES, "lower_may: shorten", "lower_mai: shorten", "unknown_key nation/rules.yaml:8 rules.publicity.permit.lower_mai"),
    (RIVER_RULES, "value: 6", 'value: "6"', "wrong_type cities/river/rules.yaml:6 rules.publicity.permit.values[0].value"),
    (RIVER_RULES, "value: 6", "value: six", "wrong_type cities/river/rules.yaml:6 rules.publicity.permit.values[0].value"),
    (RIVER_RULES, "value: 6", "value: -6", "wrong_type cities/river/rules.yaml:6 rules.publicity.permit.values[0].value"),
    (RIVER_RULES, "from: 2016-03-01\n        value: 6", "from: 2016年\n        value: 6",
     "wrong_type cities/river/rules.yaml:5 rules.publicity.permit.values[0].from"),
    (RIVER_RULES, "verified: clause\n  publicity.reply", "verified: sure\n  publicity.reply",
     "unknown_choice cities/river/rules.yaml:10 rules.publicity.permit.values[0].verified"),
    (RIVER_RULES, "        source: river-2016\n        clauses", "        clauses",
     "missing_key cities/river/rules.yaml:5 rules.publicity.permit.values[0].source"),
    (HEAD, "name: {zh: 国家, en: Nation}", "name: {zh: 国家, en: ''}", "wrong_type nation/pack.yaml:3 name"),
    (RIVER, 'region: "321323"', "region: 321323", "wrong_type cities/river/pack.yaml:5 region"),
    (RIVER_RULES, "from: 2016-03-01\n        value: 6", "from: 2016-13-01\n        value: 6",
     "wrong_type cities/river/rules.yaml:5 rules.publicity.permit.values[0].from"),
    # ---- heads, chapters, sources ----
    (RIVER, "level: city\n", "", "no_head cities/river/pack.yaml:1 pack"),
    (RIVER_RULES, "pack: river\n", "pack: river\nlevel: city\nname: {zh: 河, en: R}\n", "two_heads cities/river/rules.yaml:2 level"),
    (RIVER_RULES, "pack: river\n", "pack: lake\n", "wrong_folder cities/river/rules.yaml:1 pack"),
    (EAST, "level: province", "level: city", "wrong_level provinces/east/pack.yaml:2 level"),
    (RIVER, "name: {zh: 河市, en: River}\n", "", "missing_key cities/river/pack.yaml:1 name"),
    (RIVER, "parent: east\n", "", "missing_key cities/river/pack.yaml:1 parent"),
    (RIVER, "parent: east", "parent: eats", "unknown_parent cities/river/pack.yaml:4 parent"),
    (HEAD, "level: nation\n", "level: nation\nparent: east\n", "no_parent_above nation/pack.yaml:3 parent"),
    (RIVER, "sources:", "chapters:\n  river: {zh: 河, en: River}\nsources:", "chapters_elsewhere cities/river/pack.yaml:6 chapters"),
    (RIVER_RULES, "  serious.river:", "  seriuos.river:", "missing_chapter cities/river/rules.yaml:23 lists.seriuos.river"),
    (HEAD, "  notice:", "  configured:", "source_reserved nation/pack.yaml:13 sources.configured"),
    (RIVER_RULES, "pack: river\n",
     "pack: river\nsources:\n  river-2016: {title: {zh: 甲, en: A}, kind: report, status: in_force}\n",
     "source_twice cities/river/rules.yaml:3 sources.river-2016"),
    (RIVER, "status: unknown", "status: lapsed", "source_undated cities/river/pack.yaml:11 sources.river-2016.status"),
    (RIVER, "status: unknown", "status: unknown\n    valid_until: 2015-01-01",
     "ends_before_start cities/river/pack.yaml:12 sources.river-2016.valid_until"),
    (HEAD, "    valid_from: 2015-01-01\n", "", "source_undated nation/lists.yaml:22 lists.serious.tax.basis.source"),
    # ---- definitions ----
    (NATION_RULES, "    nature: act\n    lower_may: shorten\n", "    nature: act\n", "half_defined nation/rules.yaml:3 rules.publicity.permit"),
    (RIVER_RULES, "  publicity.permit:", "  publicity.permits:", "never_defined cities/river/rules.yaml:3 rules.publicity.permits"),
    (NATION_LISTS, "publicity.share:", "publicity.permit:", "defined_twice nation/lists.yaml:10 parameters.publicity.permit"),
    (NATION_RULES, "lower_may: shorten", "lower_may: narrow", "wrong_direction nation/rules.yaml:8 rules.publicity.permit.lower_may"),
    (NATION_LISTS, "lower_may: narrow", "lower_may: raise", "wrong_direction nation/lists.yaml:6 parameters.publicity.kinds.lower_may"),
    (RIVER, "sources:", "rules: {publicity.permit: {values: []}}\nsources:", "entry_twice cities/river/rules.yaml:3 rules.publicity.permit"),
    # ---- values ----
    (RIVER_RULES, "        unit: workday\n        source: river", "        source: river",
     "no_unit cities/river/rules.yaml:6 rules.publicity.permit.values[0].value"),
    (RIVER_RULES, "value: 6\n", "value: 6\n        day_of_month: 10\n",
     "day_without_month cities/river/rules.yaml:7 rules.publicity.permit.values[0].day_of_month"),
    (NATION_LISTS, 'value: "1.4"', 'value: "about 1"', "wrong_kind nation/lists.yaml:15 parameters.publicity.share.values[0].value"),
    (RIVER_RULES, "value: [permit, penalty]", "value: [permits]", "code_without_words cities/river/rules.yaml:21 parameters.publicity.kinds.values[0].value"),
    (RIVER_RULES, "value: [permit, penalty]", "value: 2", "wrong_kind cities/river/rules.yaml:21 parameters.publicity.kinds.values[0].value"),
    (NATION_RULES, "from: 2018-01-01", "from: 2015-01-01", "overlap nation/rules.yaml:16 rules.publicity.permit.values[1].from"),
    (NATION_RULES, "        value: 10\n", "        until: 2018-06-30\n        value: 10\n",
     "overlap nation/rules.yaml:17 rules.publicity.permit.values[1].from"),
    (RIVER_RULES, "value: 6\n", "value: 6\n        until: 2016-01-01\n",
     "ends_before_start cities/river/rules.yaml:7 rules.publicity.permit.values[0].until"),
    (RIVER_RULES, "value: 4\n        unit: workday", "value: 4\n        unit: day", "units_differ cities/river/rules.yaml:15 rules.publicity.reply.values[0].unit"),
    (RIVER_RULES, "value: 4", "value: 2", "beyond_bounds cities/river/rules.yaml:14 rules.publicity.reply.values[0].value"),
    (RIVER_RULES, "verified: configured", "verified: V",
     "configured_claims_text cities/river/rules.yaml:17 rules.publicity.reply.values[0].verified"),
    (RIVER_RULES, "verified: clause\n  publicity.reply", "verified: configured\n  publicity.reply",
     "text_marked_configured cities/river/rules.yaml:10 rules.publicity.permit.values[0].verified"),
    # ---- citations ----
    (RIVER_RULES, "source: river-2016\n        clauses", "source: river-2106\n        clauses",
     "unknown_source cities/river/rules.yaml:8 rules.publicity.permit.values[0].source"),
    (RIVER_RULES, "source: river-2016\n        clauses", "source: statute\n        clauses",
     "source_of_other_level cities/river/rules.yaml:8 rules.publicity.permit.values[0].source"),
    (RIVER_RULES, "from: 2016-03-01\n        value: 6", "from: 2016-02-29\n        value: 6",
     "before_source cities/river/rules.yaml:5 rules.publicity.permit.values[0].from"),
    (RIVER_RULES, "SY-31", "SY-310", "unknown_clause cities/river/rules.yaml:9 rules.publicity.permit.values[0].clauses[0]"),
    (RIVER_RULES, "SY-31", "JH-41", "declined_clause cities/river/rules.yaml:9 rules.publicity.permit.values[0].clauses[0]"),
    (RIVER_RULES, "SY-19", "SY-31", "clause_twice cities/river/rules.yaml:21 parameters.publicity.kinds.values[0].clauses[0]"),
    # ---- lists ----
    (NATION_LISTS, "term: publicity.permit", "early_exit: publicity.permits", "unknown_rule nation/lists.yaml:26 lists.serious.tax.early_exit"),
    (RIVER_RULES, "standing: historic", "standing: internal", "internal_public cities/river/rules.yaml:29 lists.serious.river.public"),
    (RIVER_RULES, "standing: historic", "standing: own", "list_without_law cities/river/rules.yaml:28 lists.serious.river.basis.source"),
    (RIVER_RULES, "standing: historic", "standing: received", "list_without_law cities/river/rules.yaml:28 lists.serious.river.basis.source"),
    (NATION_LISTS, "basis: {source: statute, article: 第九条}", "basis: null", "list_without_law nation/lists.yaml:22 lists.serious.tax.basis"),
    (NATION_LISTS, "basis: {source: statute, article", "basis: {source: statutes, article", "unknown_source nation/lists.yaml:22 lists.serious.tax.basis.source"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "expected"), CASES, ids=[case[-1] for case in CASES])
def test_fault_is_found_at_its_line(file, old, new, expected):
    assert places(faults_after((file, old, new))) == [expected]


def test_file_that_is_no_text_is_a_fault():
    texts = seed.texts_of(SMALL) | {"nation/rules.yaml": "公示".encode("gb18030")}
    with pytest.raises(PolicyFault) as caught:
        seed.read(texts)
    assert places(caught.value.faults) == ["not_text nation/rules.yaml:None "]


def test_name_of_a_pack_is_its_own_across_levels():
    texts = {path.replace("cities/river", "cities/east"): text for path, text in seed.texts_of(SMALL).items()}
    with pytest.raises(PolicyFault) as caught:
        seed.read(texts)
    assert "policies.pack_twice" in {fault.code for fault in caught.value.faults}


@settings(max_examples=300)
@given(st.data())
def test_damaged_file_is_a_fault_and_never_a_crash(data):
    """Whatever line is lost, doubled, moved in or overwritten: the answer is a library or a list of faults."""
    texts = seed.texts_of(SMALL)
    path = data.draw(st.sampled_from(sorted(texts)))
    lines = texts[path].decode().splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    other = [
        "",
        "    - 1",
        "  x: {y: [1, null]}",
        "1: 2",
        "pack: [a]",
        "rules: 7",
        "lists: {a.b: null}",
        "parameters: {a.b: {values: {}}}",
    ]
    lines[at : at + data.draw(st.integers(0, 3))] = [data.draw(st.sampled_from([*lines, *other]))]
    with suppress(PolicyFault):
        seed.read(texts | {path: "\n".join(lines).encode()}, clauses=CLAUSES)


def test_every_fault_that_has_words_has_a_case():
    shown = {f"policies.{case[-1].split()[0]}" for case in CASES} | {"policies.not_text", "policies.pack_twice"}
    assert set(WORDING) == shown


def test_all_faults_of_a_folder_come_at_once():
    found = faults_after(
        (NATION_RULES, "lower_may: shorten", "lower_mai: shorten"),
        (RIVER_RULES, "value: 6", "value: six"),
        (RIVER_RULES, "SY-19", "SY-190"),
        (EAST, "east-regulation, article", "west-regulation, article"),
    )
    assert [fault.code for fault in found] == [
        "policies.wrong_type",
        "policies.unknown_clause",
        "policies.unknown_key",
        "policies.unknown_source",
    ]


def test_unreadable_file_does_not_make_other_faults_appear():
    """Nobody can say that a key is undefined or a chapter missing while the file that may hold it cannot be read."""
    assert places(faults_after((HEAD, "chapters:\n", "chapters: [\n"))) == ["not_yaml nation/pack.yaml:6 "]


def test_misspelt_word_is_answered_with_the_nearest_known():
    for edit, near in (
        ((NATION_RULES, "lower_may: shorten", "lower_mai: shorten"), "lower_may"),
        ((RIVER_RULES, "verified: clause\n  publicity.reply", "verified: claus\n  publicity.reply"), "clause"),
        ((RIVER, "parent: east", "parent: eats"), "east"),
        ((RIVER_RULES, "  publicity.permit:", "  publicity.permits:"), "publicity.permit"),
        ((RIVER_RULES, "source: river-2016\n        clauses", "source: river-2106\n        clauses"), "river-2016"),
        ((RIVER_RULES, "  serious.river:", "  seriuos.river:"), "serious"),
    ):
        (fault,) = faults_after(edit)
        assert fault.remedy.zh.startswith(f"是否应为“{near}”？")
        assert fault.remedy.en.startswith(f'Did you mean "{near}"? ')


def test_sentences_leave_no_brace_unfilled():
    for file, old, new, _ in CASES:
        for fault in faults_after((file, old, new)):
            sentence = f"{fault.what.zh}{fault.remedy.zh}{fault.what.en}{fault.remedy.en}"
            assert "{" not in sentence.replace("{…}", "")
            assert fault.what.en
            assert fault.remedy.en


def test_refusal_tells_every_fault_in_both_languages():
    with pytest.raises(PolicyFault) as caught:
        seed.read(seed.texts_of(SMALL) | {"nation/notes.yml": b"", "nation/empty.yaml": b""})
    refusal = caught.value.refusal
    assert refusal.code == "policies.faults"
    assert "policies.misplaced_file" in refusal.sentence.zh
    assert "policies.not_a_pack" in refusal.sentence.en
