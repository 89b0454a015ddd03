"""公示条数: kept as changes by day, so that to say how many are public today is a sum of some hundred rows."""

from datetime import date, timedelta

from django.db import connection
from django.db.migrations import RunSQL

CHANGES = """
    INSERT INTO publicity_publicchange (type, authority_code, day, change)
    SELECT type, authority_code, day, sum(change) FROM (
        SELECT type, authority_code, public_from AS day, {sign} AS change FROM {rows} WHERE NOT may_be_personal
        UNION ALL
        SELECT type, authority_code, public_until + 1, -({sign}) FROM {rows}
        WHERE public_until IS NOT NULL AND NOT may_be_personal
    ) change
    GROUP BY type, authority_code, day HAVING sum(change) <> 0;
"""
TRIGGERS = {
    "INSERT": "NEW TABLE AS added",
    "DELETE": "OLD TABLE AS gone",
    "UPDATE": "NEW TABLE AS added OLD TABLE AS gone",
}

KEPT = RunSQL(
    [
        f"""
        CREATE FUNCTION count_public_records() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'INSERT' THEN {CHANGES.format(sign=-1, rows="gone")} END IF;
            IF TG_OP <> 'DELETE' THEN {CHANGES.format(sign=1, rows="added")} END IF;
            RETURN NULL;
        END $$
        """,
        *(
            f"CREATE TRIGGER public_records_counted_{event.lower()} AFTER {event} ON publicity_publicrecord "
            f"REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION count_public_records()"
            for event, tables in TRIGGERS.items()
        ),
    ],
    "DROP FUNCTION count_public_records() CASCADE",
)

FOLD = """
    WITH past AS (DELETE FROM publicity_publicchange WHERE day <= %(day)s RETURNING type, authority_code, change)
    INSERT INTO publicity_publicchange (type, authority_code, day, change)
    SELECT type, authority_code, %(day)s, sum(change) FROM past GROUP BY type, authority_code HAVING sum(change) <> 0
"""


def fold(*, on: date) -> None:
    """合计往日: one row for each type and authority in place of all changes before today. It changes no sum that is asked for:
    those who read ask for today, and one whose clock lags, across midnight, for the day before."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD, {"day": on - timedelta(days=2)})
