import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from xinheng.city.draws import FIRST_MIX, GOLDEN, LAST_SHIFT, SECOND_MIX, Draws

WORD = 2**64


def drawn(draws: Draws, name: str, among: int, rows: list[int]) -> list[int]:
    return pl.DataFrame({"row": rows}).select(draws.draw(name, among))["row"].to_list()


def by_hand(key: int, row: int) -> int:
    """SplitMix64 in Python's unbounded integers."""
    mixed = (row * GOLDEN + key) % WORD
    for shift, factor in (FIRST_MIX, SECOND_MIX):
        mixed = (mixed ^ (mixed >> shift)) * factor % WORD
    return mixed ^ (mixed >> LAST_SHIFT)


@settings(max_examples=30)
@given(st.integers(0, 2**31), st.lists(st.integers(0, 10_000_000), min_size=1), st.integers(1, 2**40))
def test_draws_in_columns_are_those_by_hand(seed, rows, among):
    draws = Draws(seed)
    assert drawn(draws, "kind", among, rows) == [by_hand(draws.key("kind"), row) % among for row in rows]


def test_draw_of_another_name_or_seed_is_another():
    rows = list(range(100))
    assert len({tuple(drawn(Draws(seed), name, 1_000, rows)) for seed in (1, 2) for name in ("kind", "state")}) == 4


def test_every_number_is_drawn_about_equally_often():
    counts = pl.Series(drawn(Draws(1), "kind", 10, list(range(100_000)))).value_counts()["count"]
    assert len(counts) == 10
    assert counts.min() > 9_600
    assert counts.max() < 10_400
