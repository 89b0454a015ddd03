"""计数: whoever is counted against a limit, so disguised that no address lies in the database.

Counts stand in tables without a write-ahead log: every process that serves pages sees them, they cost little, and a crash
of the database forgets them.
"""

import hashlib

from django.conf import settings


def disguised(who: str) -> str:
    """A digest that only this installation can make: without the key all addresses there are could be tried."""
    return hashlib.blake2b(who.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16).hexdigest()


def cache_key(key: str, prefix: str, version: int) -> str:
    """For the setting `KEY_FUNCTION` of a cache; the keys of allauth name addresses and accounts."""
    return disguised(f"{prefix}:{version}:{key}")
