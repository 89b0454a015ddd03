from xinheng.city import NOTICE
from xinheng.city.departments import departments
from xinheng.city.organisations import organisations
from xinheng.ground.identifiers.judgement import judge


def test_departments_are_about_fifty_with_valid_codes_of_their_own():
    codes = [each.uscc for each in departments(1)]
    assert 45 <= len(codes) == len(set(codes)) <= 55
    assert all(judge(code).problems == () and code[2:8] == "321323" for code in codes)
    assert {code[:2] for code in codes} == {"11", "12"}


def test_departments_are_a_tree_with_each_after_its_parent():
    before = {None}
    for each in departments(1):
        assert each.parent in before, each.name
        before.add(each.uscc)
    assert sum(each.parent is None for each in departments(1)) < 10


def test_two_departments_had_another_name_before():
    renamed = [each for each in departments(1) if each.former_name]
    assert len(renamed) == 2
    assert all(each.former_name != each.name and each.valid_from < each.renamed_on for each in renamed)
    assert all(each.renamed_on is None for each in departments(1) if not each.former_name)


def test_departments_depend_on_the_seed_alone():
    assert departments(1) == departments(1)
    assert {each.uscc for each in departments(1)}.isdisjoint(each.uscc for each in departments(2))


def test_no_organisation_has_the_code_of_a_department():
    codes = {each.uscc[8:16] for each in departments(1)}
    assert codes.isdisjoint(organisations(1, 20_000).truth["truth_uscc"].drop_nulls().str.slice(8, 8))


def test_notice_says_in_both_languages_that_nothing_is_real():
    assert "不是真实" in NOTICE.zh
    assert "no real" in NOTICE.en
