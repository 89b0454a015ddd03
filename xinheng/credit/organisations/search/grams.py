"""字组: what the index holds of a name.

- every two neighbouring characters of the name without its marks: 苏宁, 宁易, 易购
- every three neighbouring initials, in lower case: sny, nyg
- the beginning of both, after `^`: ^苏宁, ^sny
- 重者: of a gram that thousands of names have, the heaviest few hundred names hold it a second time after `*`, and the
  heaviest few thousand after `**`: *公司, **公司.

The last kind makes common words as quick as rare ones: who looks for 公司 is shown the heaviest names, and those are
found by *公司 without reading the millions of others. It stays exact, because the index keeps the floor of each mark
(`CommonGram`): every name at or above it holds the mark, so what the mark finds comes before all it does not.
"""

import polars as pl

BEGINNING = "^"
HEAVIEST, HEAVY = "*", "**"
CHARACTERS = 2
INITIALS = 3


def neighbours(text: str, size: int) -> list[str]:
    """Every run of so many neighbouring characters, each once, in order."""
    return list(dict.fromkeys(text[start : start + size] for start in range(len(text) - size + 1)))


def grams(name: str, initials: str) -> set[str]:
    """字组 of one plain name and its initials, without the marks of the heavy."""
    return {
        *neighbours(name, CHARACTERS),
        *neighbours(initials, INITIALS),
        *([BEGINNING + name[:CHARACTERS]] if len(name) >= CHARACTERS else []),
        *([BEGINNING + initials[:INITIALS]] if len(initials) >= INITIALS else []),
    }


def grams_column(name: pl.Expr, initials: pl.Expr) -> pl.Expr:
    """字组 of columns: `grams`, as lists without an order."""
    return (
        pl.concat_list(
            *_neighbours_column(name, CHARACTERS),
            *_neighbours_column(initials, INITIALS),
            _beginning_column(name, CHARACTERS),
            _beginning_column(initials, INITIALS),
        )
        .list.drop_nulls()
        .list.unique()
    )


def _neighbours_column(text: pl.Expr, size: int) -> list[pl.Expr]:
    """Runs that do not overlap, from each of the first `size` places: together they are all of them."""
    return [text.str.slice(start).str.extract_all(f"(?s).{{{size}}}") for start in range(size)]


def _beginning_column(text: pl.Expr, size: int) -> pl.Expr:
    beginning = pl.concat_str(pl.lit(BEGINNING), text.str.head(size))
    return pl.when(text.str.len_chars() >= size).then(beginning)
