"""更正建议: the one code that was probably meant, or nothing.

A wrong suggestion is worse than none, because it is likely to be another organisation's code. So a suggestion is made
only where a single slip explains the text in exactly one way.
Counter-example: in a code whose check character fails, the last character may be mistyped, but one digit of the region
may be too; if both readings give a faultless code, nothing is suggested.
One slip outranks the others: the remainder in place of the check character, which whole registries issued, and which
leaves the organisation code, right by its own check digit, as it was typed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from xinheng.ground.identifiers import organisation_code, regions, uscc
from xinheng.ground.identifiers.kinds import KINDS
from xinheng.ground.identifiers.problems import Problem, look_alike, transposed

# What a character is mistaken for in print and by scanners. The first five do not occur in codes at all.
LOOK_ALIKES = {
    "I": "1", "O": "0", "S": "5", "Z": "2", "V": "UY",
    "B": "8", "8": "B", "D": "0", "Q": "0", "0": "DQ", "G": "6", "6": "G", "L": "1", "1": "L", "U": "V",
}  # fmt: skip


@dataclass(frozen=True)
class Correction:
    """更正建议: the code that was probably meant, and the slip; a wrong check character needs no further words."""

    code: str
    slip: Problem | None = None


def correction(text: str) -> Correction | None:
    """更正建议 for eighteen letters and digits that are no valid code, or nothing where there is no single best one."""
    impossible = impossible_positions(text)
    if not impossible and uscc.ends_in_remainder(text):
        completed = text[:-1] + uscc.check_character(text)
        if is_faultless(completed):
            return Correction(completed)
    replaced = _impossible_replaced(text, impossible) if impossible else _one_replaced(text)
    readings = {*replaced, *_two_swapped(text)}
    return _explained(text, readings.pop()) if len(readings) == 1 else None


def impossible_positions(text: str) -> list[int]:
    """Positions whose character cannot stand there: outside the alphabet, a letter in the region, no 登记管理部门."""
    return [position for position, character in enumerate(text) if character not in uscc.PERMITTED[position]]


def is_faultless(code: str) -> bool:
    """Valid, and nothing else speaks against it: kind, region and organisation code are right as well."""
    return (
        uscc.is_valid(code)
        and code[:2] in KINDS
        and regions.is_plausible(code[uscc.REGION])
        and organisation_code.has_right_check_digit(code[uscc.ORGANISATION_CODE])
    )


def _impossible_replaced(text: str, impossible: list[int]) -> Iterator[str]:
    """Every valid code with look-alikes in place of what cannot stand there.

    A character is taken for the same one throughout: who types O for 0 does so every time.
    """
    typed = sorted({text[position] for position in impossible})
    for choice in product(*(LOOK_ALIKES.get(character, "") for character in typed)):
        meant = dict(zip(typed, choice, strict=True))
        code = "".join(
            meant[character] if position in impossible else character for position, character in enumerate(text)
        )
        if uscc.is_valid(code):
            yield code


def _one_replaced(text: str) -> Iterator[str]:
    """Every faultless code that differs in one character.

    31 is prime, so at each position just one character makes the sum right: eighteen candidates, not 540.
    """
    excess = uscc.remainder(text)
    for position, weight in enumerate(uscc.WEIGHTS):
        value = (uscc.VALUES[text[position]] - excess * pow(weight, -1, uscc.MODULUS)) % uscc.MODULUS
        code = text[:position] + uscc.ALPHABET[value] + text[position + 1 :]
        if is_faultless(code):
            yield code


def _two_swapped(text: str) -> Iterator[str]:
    """Every faultless code that differs by two neighbours in the other order."""
    for position in range(uscc.LENGTH - 1):
        code = text[:position] + text[position + 1] + text[position] + text[position + 2 :]
        if is_faultless(code):
            yield code


def _explained(text: str, code: str) -> Correction | None:
    """The correction, where the slip is of a known sort; any other single character could be a coincidence."""
    differing = [position for position in range(uscc.LENGTH) if text[position] != code[position]]
    if len(differing) == 2 and sorted(text) == sorted(code):
        return Correction(code, transposed(differing[0]))
    if all(code[position] in LOOK_ALIKES.get(text[position], "") for position in differing):
        return Correction(code, look_alike(text, code))
    if differing == [uscc.LENGTH - 1]:
        return Correction(code)
    return None
