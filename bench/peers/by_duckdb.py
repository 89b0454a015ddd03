"""The rules of `bench validate` by hand, in DuckDB's SQL."""

from pathlib import Path

from bench.peers.by_polars import ALPHABET, EMPTY, FIRST, KINDS, LONGEST, ON, PERSONAL_NUMBER, REQUIRED, WEIGHTS


def is_installed() -> bool:
    try:
        import duckdb  # noqa: F401
    except ImportError:
        return False
    return True


def bad_rows(file: Path) -> set[int]:
    """The numbers of the rows that fail a rule, or are about a person."""
    import duckdb

    names = ", ".join(f"'c{n}'" for n in range(30))
    empty = ", ".join(f"'{each}'" for each in ["", *EMPTY])
    cleaned = ", ".join(f"CASE WHEN trim(c{n}) IN ({empty}) THEN NULL ELSE {text(n)} END AS c{n}" for n in range(30))
    typed = ", ".join(
        [
            *(
                f"coalesce(try_strptime(c{n}, '%Y-%m-%d'), try_strptime(c{n}, '%Y/%m/%d'))::DATE AS d{n}"
                for n in (22, 23, 24)
            ),
            "try_cast(c19 AS DOUBLE) AS fine",
            "string_split(c17, ';') AS kinds",
            *(f"{valid(f'c{n}')} AS v{n}" for n in (2, 26, 28)),
        ]
    )
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    bad = " OR ".join(
        f"coalesce({each}, false)"
        for each in [
            *(f"c{n} IS NULL" for n in REQUIRED),
            *(f"length(c{n}) > {most}" for n, most in LONGEST.items()),
            "regexp_matches(c0, '[*＊]{2}|^.[*＊]|某')",
            "c1 NOT IN ('法人及非法人组织', '个体工商户')",
            *(f"c{n} IS NOT NULL AND NOT v{n}" for n in (2, 26, 28)),
            "c2 LIKE '92%' AND c1 = '法人及非法人组织'",
            "c2 NOT LIKE '92%' AND c1 = '个体工商户'",
            f"NOT list_has_all([{kinds}], kinds)",
            "list_contains(kinds, '罚款') AND c19 IS NULL",
            "list_contains(kinds, '没收违法所得') AND c20 IS NULL",
            "c19 IS NOT NULL AND fine IS NULL",
            *(f"c{n} IS NOT NULL AND d{n} IS NULL" for n in (22, 23, 24)),
            *(f"d{n} < DATE '{FIRST}'" for n in (22, 23, 24)),
            f"d22 > DATE '{ON}'",
            "d23 < d22",
            "d24 < d22",
        ]
    )
    query = f"""
        WITH given AS (
            SELECT row_number() OVER () + 1 AS row, * FROM read_csv(
                '{file}', header = true, all_varchar = true, names = [{names}], quote = '"', escape = '"', delim = ',',
                max_line_size = 10000000, nullstr = ''
            )
        ),
        cleaned AS (SELECT row, {cleaned} FROM given),
        typed AS (SELECT *, {typed} FROM cleaned)
        SELECT row FROM typed WHERE {bad}
    """
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        return {row for (row,) in connection.execute(query).fetchall()}


def text(n: int) -> str:
    plain = f"trim(c{n})"
    return f"regexp_replace({plain}, '{PERSONAL_NUMBER}', '******', 'g')" if n in (14, 15, 16, 18, 29) else plain


def valid(code: str) -> str:
    shaped = f"regexp_matches({code}, '^[0-9A-HJ-NPQRTUWXY]{{18}}$')"
    total = " + ".join(
        f"(strpos('{ALPHABET}', {code}[{position + 1}]) - 1) * {weight}" for position, weight in enumerate(WEIGHTS)
    )
    return f"({shaped} AND ({total}) % 31 = 0)"
