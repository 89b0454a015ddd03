"""随附目录: the catalogue of the policies folder, without a database: for computations, tests and the demonstration city."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from xinheng.credit.catalogue import reading
from xinheng.credit.catalogue.record_type import Catalogue
from xinheng.ground.policies import seed


def texts_of(folder: Path) -> Mapping[str, str]:
    """Every text of a folder of policies by its key: catalogue/nation/penalty."""
    files = sorted((folder / reading.FOLDER).rglob("*.yaml"))
    return {file.relative_to(folder).with_suffix("").as_posix(): file.read_text("utf-8") for file in files}


def seeded(place: str, on: date) -> Catalogue:
    """归集目录 of a place on a day, as shipped. Raises `PolicyFault` with every fault of the folder."""
    library = seed.load()
    return reading.catalogue_of(reading.read(texts_of(seed.seed_folder()), library), library.pack(place), on, {})
