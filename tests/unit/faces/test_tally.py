"""Counts are kept without the addresses that they count."""

from xinheng.faces.tally import cache_key, disguised


def test_disguise_is_the_same_for_the_same_and_different_for_others():
    assert disguised("192.0.2.7/32") == disguised("192.0.2.7/32") != disguised("192.0.2.8/32")
    assert "192.0.2" not in disguised("192.0.2.7/32")


def test_disguise_cannot_be_made_without_the_key(settings):
    ours = disguised("192.0.2.7/32")
    settings.SECRET_KEY = "of somebody else"
    assert disguised("192.0.2.7/32") != ours


def test_keys_of_a_cache_name_nobody():
    key = cache_key("allauth:rl:account:login_failed:5/5m/key:ip:192.0.2.7", "", 1)
    assert "192" not in key
    assert key != cache_key("allauth:rl:account:login_failed:5/5m/key:ip:192.0.2.7", "", 2)
