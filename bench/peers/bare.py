"""The barest look-up that `bench file` is held against: the same server and as many workers, the same row of the same
database by the same code, asyncpg, JSON out; nothing else. /nothing asks no database and shows what the client can take.

`python bench/peers/bare.py PORT` with `DATABASE_URL`; ends with its standard input.
"""

import json
import os
import sys
import threading
from urllib.parse import parse_qs, urlsplit

import asyncpg

LOOK_UP = """
    SELECT identifier.value, registration.name, registration.state, registration.kind, registration.region,
           registration.industry, registration.established_on::text, registration.capital_fen
    FROM organisations_identifier identifier
    JOIN organisations_registration registration ON registration.organisation_id = identifier.organisation_id
    WHERE identifier.value = $1 ORDER BY registration.version DESC LIMIT 1
"""
pool = None


async def app(scope, receive, send) -> None:
    if scope["type"] == "lifespan":
        return await live(receive, send)
    if scope["path"] == "/nothing":
        return await answer(send, b"{}")
    row = await pool.fetchrow(LOOK_UP, scope["path"].rpartition("/")[2])
    return await answer(send, json.dumps(dict(row), ensure_ascii=False).encode())


async def live(receive, send) -> None:
    global pool
    await receive()
    parts = urlsplit(os.environ["DATABASE_URL"])
    query = parse_qs(parts.query)
    pool = await asyncpg.create_pool(
        host=query["host"][0],
        port=int(query["port"][0]),
        user=parts.username,
        database=parts.path[1:],
        min_size=1,
        max_size=8,
    )
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await pool.close()
    await send({"type": "lifespan.shutdown.complete"})


async def answer(send, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def end_with_input() -> None:
    os.read(0, 1)
    os.kill(os.getpid(), 15)


if __name__ == "__main__":
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from xinheng.faces.cli.serve import workers

    threading.Thread(target=end_with_input, daemon=True).start()
    Granian(
        f"{__file__}:app",
        port=int(sys.argv[1]),
        interface=Interfaces.ASGI,
        workers=workers(),
        log_level=LogLevels.warning,
    ).serve()
