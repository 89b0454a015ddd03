"""不予办理理由: one sort of sentence, in both languages."""

import pytest

from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text


def test_refusal_speaks_both_languages():
    refusal = Refusal("test.refused", Text(zh="不行。", en="No."))
    assert (refusal.sentence.in_language("zh-hans"), refusal.sentence.in_language("en")) == ("不行。", "No.")
    assert str(Refused(refusal)) == "不行。"


def test_refusal_in_one_language_is_a_mistake_of_the_programmer():
    with pytest.raises(TypeError, match=r"test\.refused"):
        Refusal("test.refused", "不行。")
