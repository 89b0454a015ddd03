"""The rules of `bench validate` in frictionless: a general validator, its constraints in a schema, the rest as a check of rows."""

import re
from datetime import date
from pathlib import Path

from bench.peers.by_polars import ALPHABET, EMPTY, FIRST, KINDS, LONGEST, ON, REQUIRED, WEIGHTS


def is_installed() -> bool:
    try:
        import frictionless  # noqa: F401
    except ImportError:
        return False
    return True


def bad_rows(file: Path) -> set[int]:
    """The numbers of the rows that fail a rule, or are about a person."""
    from frictionless import Check, Checklist, Resource, Schema, errors, system, validate

    class Beside(Check):
        """What a schema cannot say: codes, dates beside one another, values that ask for others."""

        type = "beside"
        Errors = [errors.RowConstraintError]

        def validate_row(self, row):
            cells = list(row.values())
            if is_wrong(cells):
                yield errors.RowConstraintError.from_row(row, note="beside")

    fields = [field(number) for number in range(30)]
    schema = Schema.from_descriptor({"fields": fields, "missingValues": ["", *EMPTY]})
    with system.use_context(trusted=True):
        resource = Resource(path=str(file), schema=schema)
        resource.schema_sync = False
        for number, name in enumerate(file.read_text(encoding="utf-8").partition("\n")[0].strip().split(",")):
            schema.fields[number].name = name
        report = validate(resource, checklist=Checklist(checks=[Beside()]), limit_errors=10**9)
    return {number for (number,) in report.flatten(["rowNumber"]) if number}


def field(number: int) -> dict:
    constraints: dict = {}
    if number in REQUIRED:
        constraints["required"] = True
    if number in LONGEST:
        constraints["maxLength"] = LONGEST[number]
    if number == 1:
        constraints["enum"] = ["法人及非法人组织", "个体工商户"]
    if number == 0:
        constraints["pattern"] = r"(?![^*＊]?[*＊])(?!.*[*＊]{2})(?!.*某).*"
    return {"name": f"c{number}", "type": "string", "constraints": constraints}


def is_wrong(cells: list) -> bool:
    code, category, kinds = cells[2], cells[1], (cells[17] or "").split(";") if cells[17] else []
    days = {number: day(cells[number]) if cells[number] else None for number in (22, 23, 24)}
    if any(cells[number] and (days[number] is None or days[number] < FIRST) for number in days):
        return True
    decided = days[22]
    if decided and (decided > ON or any(days[number] and days[number] < decided for number in (23, 24))):
        return True
    if any(cells[number] and not valid(cells[number]) for number in (2, 26, 28)):
        return True
    if code and code.startswith("92") != (category == "个体工商户") and category in ("法人及非法人组织", "个体工商户"):
        return True
    if any(kind not in KINDS for kind in kinds):
        return True
    if ("罚款" in kinds and not cells[19]) or ("没收违法所得" in kinds and not cells[20]):
        return True
    try:
        float(cells[19] or 0)
    except ValueError:
        return True
    return False


def day(text: str) -> date | None:
    parts = re.fullmatch(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})", text)
    try:
        return date(int(parts[1]), int(parts[3]), int(parts[4])) if parts else None
    except ValueError:
        return None


def valid(code: str) -> bool:
    if len(code) != 18 or any(character not in ALPHABET for character in code):
        return False
    return sum(ALPHABET.index(character) * weight for character, weight in zip(code, WEIGHTS, strict=True)) % 31 == 0
