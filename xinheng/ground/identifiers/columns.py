"""列式核验: the same rules as Polars expressions, for whole files; no Python runs in the plan.

Each expression answers as the function it is named after, and null for null.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from xinheng.ground.identifiers import organisation_code, uscc
from xinheng.ground.identifiers.normalisation import FOLDS

_PLACEHOLDER_BODIES = [digit * (uscc.LENGTH - 1) for digit in "0123456789"]  # letters cannot: the region is digits
# Stands in for texts of another length, so that every row has eighteen bytes to add up.
_STAND_IN = "0" * uscc.LENGTH


def normalised(code: pl.Expr) -> pl.Expr:
    """规范书写: `normalisation.normalise` of a column of codes."""
    return code.str.replace_many(list(FOLDS), list(FOLDS.values()))


def uscc_is_valid(text: pl.Expr) -> pl.Expr:
    """Whether a column of normalised texts holds valid codes: `uscc.is_valid`."""
    has_shape = text.str.contains(f"^{uscc.SHAPE}$")
    is_placeholder = text.str.head(uscc.LENGTH - 1).is_in(_PLACEHOLDER_BODIES)
    # Polars works this out anew for each of the eighteen bytes: asking for the shape here would take four times as long.
    summed = pl.when(text.str.len_bytes() == uscc.LENGTH).then(text).otherwise(pl.lit(_STAND_IN))
    return has_shape & (_remainder(summed) == 0) & ~is_placeholder


def check_character(body: pl.Expr) -> pl.Expr:
    """校验码: `uscc.check_character` of a column of seventeen characters each."""
    remainder = _remainder(pl.concat_str(body, pl.lit(uscc.ALPHABET[0])))
    return remainder.replace_strict({r: uscc.ALPHABET[-r % uscc.MODULUS] for r in range(uscc.MODULUS)})


def organisation_check_digit(body: pl.Expr) -> pl.Expr:
    """校验码: `organisation_code.check_digit` of a column of eight characters each."""
    values = {character: int(character, 36) for character in organisation_code.ALPHABET}
    remainder = _weighted_sum(body, values, organisation_code.WEIGHTS) % organisation_code.MODULUS
    return remainder.replace_strict({r: organisation_code.digit_of(r) for r in range(organisation_code.MODULUS)})


def registration_check_digit(body: pl.Expr) -> pl.Expr:
    """校验码: `registration_number.check_digit` of a column of fourteen digits each."""
    digits = body.cast(pl.Binary).bin.reinterpret(dtype=pl.Array(pl.UInt8, 14))
    product = pl.lit(10, dtype=pl.Int32)
    for position in range(14):
        digit = digits.arr.get(position).cast(pl.Int32) - ord("0")
        product = ((product + digit + 9) % 10 + 1) * 2 % 11  # from 1 to 10: what Python's `% 10 or 10` says
    return ((11 - product) % 10).cast(pl.String)


def _remainder(text: pl.Expr) -> pl.Expr:
    """余数: `uscc.remainder` of a column of eighteen characters each."""
    return _weighted_sum(text, uscc.VALUES, uscc.WEIGHTS) % uscc.MODULUS


def _weighted_sum(text: pl.Expr, values: Mapping[str, int], weights: Sequence[int]) -> pl.Expr:
    """加权和 of texts as long as the weights. Each byte is looked up by its position in a table, without any comparison."""
    characters = text.cast(pl.Binary).bin.reinterpret(dtype=pl.Array(pl.UInt8, len(weights)))
    table = pl.lit(pl.Series([values.get(chr(byte), 0) for byte in range(256)], dtype=pl.Int32))
    return pl.sum_horizontal(
        table.gather(characters.arr.get(position)) * weight for position, weight in enumerate(weights)
    )
