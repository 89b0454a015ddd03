"""不可更改: the database itself refuses to change or delete facts, whoever asks (migrations use this)."""

from django.db.migrations import RunSQL


def immutable(table: str) -> RunSQL:
    """Makes rows of a table unchangeable: UPDATE and DELETE raise. What changes is added as a new fact instead."""
    return RunSQL(
        f"CREATE TRIGGER {table}_immutable BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION forbid_change()",
        f"DROP TRIGGER {table}_immutable ON {table}",
    )


FORBID_CHANGE = RunSQL(
    """
    CREATE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
    END $$
    """,
    "DROP FUNCTION forbid_change()",
)

# A batch changes once, when it is sealed; an unsealed one may be swept away.
SEALED_BATCH = RunSQL(
    """
    CREATE TRIGGER ledger_batch_immutable BEFORE UPDATE OR DELETE ON ledger_batch
    FOR EACH ROW WHEN (OLD.knowledge_no IS NOT NULL) EXECUTE FUNCTION forbid_change()
    """,
    "DROP TRIGGER ledger_batch_immutable ON ledger_batch",
)
