"""名称: region, 字号, trade and form of organisation, composed as 《企业名称登记管理规定》第六条 has it.

Of two rows with the same name the later one gets a further character in its 字号, or a number, as a registry would ask;
a few still coincide by chance, as some do in reality.
"""

import polars as pl

from xinheng.city.draws import Draws
from xinheng.city.place import Place, towns, wording
from xinheng.city.tables import Choice, picked, table, weighted

# 字号 of two, three and four characters, in hundredths: what names of half a million registered firms suggest.
LENGTHS = {
    "trade": [2] * 62 + [3] * 28 + [4] * 10,
    "foreign": [3] * 60 + [4] * 40,
    "place": [2] * 100,
    "person": [2] * 60 + [3] * 40,
}
STEEPNESS = 20  # the character of rank r is drawn in proportion to 1 / (r + STEEPNESS)

CLASSES = table("classes")
FURTHER = list(next(line["later"] for line in table("brands") if line["alphabet"] == "trade"))
DIGITS = "一二三四五六七八九"
NUMBERS = [f"第{ten}{one}" for ten in ("", "十", *(f"{digit}十" for digit in DIGITS[1:])) for one in ("", *DIGITS)][2:]


def branded(draws: Draws, draw: str) -> pl.Expr:
    """字号 of the alphabet of the row's class, two to four characters."""
    lines = {line["alphabet"]: line for line in table("brands")}
    alphabets = [each["brands"] for each in CLASSES]
    first = Choice([by_rank(lines[alphabet]["first"]) for alphabet in alphabets])
    later = Choice([by_rank(lines[alphabet]["later"]) for alphabet in alphabets])
    length = Choice([LENGTHS[alphabet] for alphabet in alphabets])
    group = pl.col("class_no")

    def character(choice: Choice, number: int) -> pl.Expr:
        return choice.field(choice.at(group, draws.draw(f"{draw}/{number}")), str)

    wanted = length.field(length.at(group, draws.draw(f"{draw}/length")), int)
    further = [pl.when(wanted > number).then(character(later, number)).otherwise(pl.lit("")) for number in (2, 3)]
    return pl.concat_str(character(first, 0), character(later, 1), *further)


def by_rank(characters: str) -> list[str]:
    return [
        character
        for rank, character in enumerate(characters)
        for _ in range(round(10 * STEEPNESS * STEEPNESS / (rank + STEEPNESS)))
    ]


def led(draws: Draws, draw: str, place: Place) -> tuple[pl.Expr, pl.Expr]:
    """地名: what stands before the 字号, and what in brackets behind it, by class and region of the row."""
    regions = (place.region, *place.elsewhere)
    choice = Choice(
        in_words(lines, region)
        for each in CLASSES
        for lines in [[line for line in table("leads") if line["leads"] == each["leads"]]]
        for region in regions
    )
    position = choice.at(pl.col("class_no") * len(regions) + pl.col("region_no"), draws.draw(draw))
    return choice.field(position, lambda words: words[0]), choice.field(position, lambda words: words[1])


def in_words(lines: list[dict[str, str]], region: str) -> list[tuple[str, str]]:
    """The leads of one class in one region, a hundred of them; towns take turns."""
    words, names = vars(wording(region)), towns()
    found = []
    for number, line in enumerate(weighted(lines)):
        bracketed = line["bracketed"].format(**words)
        lead = line["lead"].format(**words, town=names[number % len(names)])
        found.append((lead, f"（{bracketed}）" if bracketed else ""))
    return found


def named(rows: pl.DataFrame, draws: Draws, place: Place) -> pl.DataFrame:
    """Adds `name` and `former_name`; a branch bears the name of its organisation in front (第十三条)."""
    lead, bracketed = led(draws, "lead", place)
    rows = rows.with_columns(lead=lead, bracketed=bracketed, brand=branded(draws, "brand")).with_columns(name=NAME)
    rows = told_apart(rows)
    is_branch = pl.col("class") == "branch"
    branches = (
        rows.filter(is_branch).with_columns(lead=pl.lit(rows["name"]).gather(pl.col("other"))).with_columns(name=NAME)
    )
    rows = pl.concat([rows.filter(~is_branch), told_apart(branches)]).sort("row")
    renamed = rows.filter("is_renamed").select("row", former_name=former_name(draws, place))
    return rows.join(renamed, on="row", how="left", maintain_order="left").drop("lead", "bracketed", "brand")


NAME = pl.concat_str("lead", "brand", "bracketed", "words", "form")


def told_apart(rows: pl.DataFrame) -> pl.DataFrame:
    """The names of later rows that came out like that of an earlier one are changed."""
    earlier = pl.int_range(pl.len()).over("name")
    by = picked([each["doubled_by"] for each in CLASSES], pl.col("class_no"))
    further = (
        pl.when(by == "character")
        .then(picked(FURTHER, (pl.col("earlier") - 1) % len(FURTHER)))
        .otherwise(picked(NUMBERS, (pl.col("earlier") - 1) % len(NUMBERS)))
    )
    changed = pl.concat_str("lead", "brand", further, "bracketed", "words", "form")
    return (
        rows.with_columns(earlier=earlier)
        .with_columns(name=pl.when((pl.col("earlier") > 0) & (by != "nothing")).then(changed).otherwise("name"))
        .drop("earlier")
    )


def former_name(draws: Draws, place: Place) -> pl.Expr:
    """曾用名: another region, another 字号, or both; another 字号 where the region would have stayed the same.

    None for the few whose drawn 字号 is the one they have.
    """
    lead, bracketed = led(draws, "former lead", place)
    brand = pl.when(draws.has("former brand", 6_000)).then(branded(draws, "former")).otherwise(pl.col("brand"))
    former = pl.concat_str(lead, brand, bracketed, "words", "form")
    rebranded = pl.concat_str("lead", branded(draws, "former"), "bracketed", "words", "form")
    former = pl.when(former == pl.col("name")).then(rebranded).otherwise(former)
    return pl.when(former != pl.col("name")).then(former)
