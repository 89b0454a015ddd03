"""部门: the authorities of a county as most counties have them, as a tree. Their codes are invented."""

from dataclasses import dataclass
from datetime import date

from xinheng.city.codes import BASE
from xinheng.city.draws import Draws
from xinheng.city.place import SIYANG, Place, wording
from xinheng.city.tables import table
from xinheng.ground.identifiers import organisation_code, uscc


@dataclass(frozen=True)
class Department:
    """部门: under the name it bears now; before `renamed_on` it bore the former one. `parent` is the code above it."""

    uscc: str
    name: str
    region: str
    parent: str | None
    valid_from: date
    former_name: str | None = None
    renamed_on: date | None = None


def departments(seed: int, place: Place = SIYANG) -> tuple[Department, ...]:
    """部门: every one after the one above it."""
    lines, county = table("departments"), wording(place.region).county
    codes = {line["key"]: code(number, line["prefix"], seed, place) for number, line in enumerate(lines)}
    return tuple(
        Department(
            uscc=codes[line["key"]],
            name=county + line["name"],
            region=place.region,
            parent=codes.get(line["parent"]),
            valid_from=date.fromisoformat(line["valid_from"]),
            former_name=county + line["former_name"] if line["former_name"] else None,
            renamed_on=date.fromisoformat(line["renamed_on"]) if line["renamed_on"] else None,
        )
        for line in lines
    )


def code(number: int, prefix: str, seed: int, place: Place) -> str:
    """统一社会信用代码 that nobody else in the city has: MB00, then four characters by seed and number."""
    serial = (number + Draws(seed).key("departments")) % BASE**4
    body = "MB00" + "".join(uscc.ALPHABET[serial // BASE**position % BASE] for position in reversed(range(4)))
    code = prefix + place.region + body + organisation_code.check_digit(body)
    return code + uscc.check_character(code)
