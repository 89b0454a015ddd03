"""Codes for the tests: a few real ones, and generators of right, nearly right and senseless texts."""

from hypothesis import strategies as st

from xinheng.ground.identifiers import organisation_code, regions, uscc
from xinheng.ground.identifiers.kinds import KINDS
from xinheng.ground.identifiers.normalisation import FOLDS

REAL_CODES = ("91310116076409427L", "91110000600037341L", "92340621MA2PBMA318", "91350100M000100Y43")
FAULTLESS = "91310116076409427L"

# Written out from the standard, so that the code under test does not check itself.
STANDARD_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def completed(body: str) -> str:
    """Seventeen characters with the check character of GB 32100-2015, as its formula is printed."""
    total = sum(uscc.ALPHABET.index(c) * w for c, w in zip(body, STANDARD_WEIGHTS, strict=True))
    return body + uscc.ALPHABET[(31 - total % 31) % 31]


_digits = st.text("0123456789", min_size=6, max_size=6)
_subjects = st.text(uscc.ALPHABET, min_size=9, max_size=9)
_subject_bodies = st.text(uscc.ALPHABET, min_size=8, max_size=8)

right_codes = st.builds(lambda *parts: completed("".join(parts)), st.sampled_from(sorted(KINDS)), _digits, _subjects)

faultless_codes = st.builds(
    lambda prefix, region, body: completed(prefix + region + body + organisation_code.check_digit(body)),
    st.sampled_from(sorted(KINDS)),
    st.sampled_from(sorted(regions.region_names())),
    _subject_bodies,
)


@st.composite
def mistyped(draw, codes=right_codes):
    """A right code with up to three characters replaced, dropped or doubled, by anything at all."""
    characters = list(draw(codes))
    for _ in range(draw(st.integers(0, 3))):
        position = draw(st.integers(0, len(characters) - 1))
        characters[position] = draw(st.one_of(st.sampled_from(uscc.ALPHABET), st.text(max_size=2)))
    return "".join(characters)


@st.composite
def carelessly_written(draw, codes=right_codes):
    """A right code in some other width or case, with blanks and hyphens strewn in: what must normalise to it."""
    unfolded = {}
    for written, read in FOLDS.items():
        unfolded.setdefault(read, [read]).append(written)
    strewn = st.lists(st.sampled_from(unfolded[""]), max_size=2).map("".join)
    code = draw(codes)
    return code, "".join(draw(strewn) + draw(st.sampled_from(unfolded[character])) for character in code) + draw(strewn)


texts = st.one_of(
    right_codes,
    mistyped(),
    st.tuples(st.sampled_from(["", "0", "X"]), right_codes, st.sampled_from(["", "0", "X", "\n", "*"])).map("".join),
    carelessly_written().map(lambda pair: pair[1]),
    st.text(),
    st.text("0123456789ABCNXY-ａ９\u3000", min_size=9, max_size=20),
    st.sampled_from([digit * 17 + last for digit in "0159" for last in "0159X"]),
)
