"""地方: where the city lies, by codes of GB/T 2260, and what its regions are called in names of organisations."""

from dataclasses import dataclass
from itertools import islice

from xinheng.city.tables import table
from xinheng.ground.identifiers.regions import region_names

TOWNS = 24


@dataclass(frozen=True)
class Place:
    """地方: a county, the counties around it, and regions farther away from which organisations come to be active here."""

    region: str
    neighbours: tuple[str, ...]
    farther: tuple[str, ...]

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """外地: neighbours twice as often as the rest."""
        return self.neighbours * 2 + self.farther


SIYANG = Place(
    region="321323",
    neighbours=("321302", "321311", "321322", "321324"),
    farther=("320106", "320312", "320583", "310115", "330106", "340111", "370102", "440305"),
)


@dataclass(frozen=True)
class Wording:
    """地名: the forms in which a region stands in a name, in full and short."""

    county: str
    county_short: str
    city: str
    city_short: str
    province: str
    province_short: str


def wording(region: str) -> Wording:
    names = region_names()
    province, city, county = names[region[:2] + "0000"], names[region[:4] + "00"], names[region]
    city = province if city == "市辖区" else city  # of the municipalities
    return Wording(
        county=city + county if county.endswith("区") else county,
        county_short=city[:-1] + county if county.endswith("区") else county[:-1],
        city=city,
        city_short=city[:-1],
        province=province,
        province_short=province[:-1],
    )


def registering_city(region: str) -> str:
    """登记机关所在的市: the code of the city above a county, of a district of a municipality that of the municipality."""
    city = region[:4] + "00"
    return region[:2] + "0000" if region_names()[city] == "市辖区" else city


def towns() -> list[str]:
    """乡镇: made-up towns of the county, composed like its villages."""
    places = next(line for line in table("brands") if line["alphabet"] == "place")
    return [f"{first}{later}镇" for first, later in islice(zip(places["first"], places["later"], strict=False), TOWNS)]
