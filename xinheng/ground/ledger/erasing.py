"""清除: the one way in which content that was written is taken out again; what remains is told by `immutability.Blank`.

The ledger itself never holds what may have to be erased: of an answer that quotes content (`QUOTING`) its entry keeps the
digest, the operation the words. So the chain stays valid whatever is erased.
"""

from typing import Any

from django.db import connection

from xinheng.ground.ledger.chain import digest_of
from xinheng.ground.ledger.immutability import Blank

QUOTING = "faults"  # in an answer: what was wrong, row by row, with the words of the row

ANSWER = Blank("ledger_operation", ("OLD.operation",), {"answer": f"OLD.answer || '{{\"{QUOTING}\": []}}'"})


def without_quotes(answer: Any) -> Any:
    """The answer as the ledger's entry holds it: what quotes content stands there as its digest."""
    if isinstance(answer, dict) and answer.get(QUOTING):
        return answer | {QUOTING: digest_of(answer[QUOTING])}
    return answer


def blank(what: Blank, where: str, named: list) -> int:
    """Blanks, after `actions.name_erased`, the rows of a table that are found by `where` (SQL with one parameter) and not blank yet; how many."""
    columns = {name: value.replace("OLD.", "") for name, value in what.columns.items()}
    changes = ", ".join(f'"{name}" = {value}' for name, value in columns.items())
    differs = " OR ".join(f'"{name}" IS DISTINCT FROM {value}' for name, value in columns.items())
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {what.table} SET {changes} WHERE {where} AND ({differs})", [named])
        return cursor.rowcount
