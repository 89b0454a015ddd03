"""限流: how often one address may ask, in windows of a minute; the next one forgets the last. Counted for all processes
together: whoever keeps a connection stays with one of them, and would have a part of the limit if each counted alone."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_network

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from xinheng.faces.api.problems import problem_of, response_of
from xinheng.faces.tally import disguised
from xinheng.ground.refusal import Refusal
from xinheng.ground.text import Text

WINDOW = 60  # seconds
NEIGHBOURS = {4: 32, 6: 64}  # bits: whoever has one IPv6 address has the 2^64 around it

# One statement, so that none is lost where several count at once.
COUNT = """
    INSERT INTO api_asked AS before (minute, network, requests) VALUES (%s, %s, 1)
    ON CONFLICT (minute, network) DO UPDATE SET requests = before.requests + 1 RETURNING requests
"""
FORGET = "DELETE FROM api_asked WHERE minute < %s"


@dataclass(frozen=True)
class Allowance:
    """配额: what an address may ask in this window, what it has asked, and in how many seconds the next one begins."""

    limit: int
    used: int
    resets_in: int

    @property
    def is_exceeded(self) -> bool:
        return self.used > self.limit

    @property
    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers writes it, since version 08."""
        return {
            "RateLimit-Policy": f'"address";q={self.limit};w={WINDOW}',
            "RateLimit": f'"address";r={max(self.limit - self.used, 0)};t={self.resets_in}',
        }


def allowance(request: HttpRequest, now: datetime) -> Allowance:
    """配额 of whoever asks, with this request counted."""
    window, into = divmod(int(now.timestamp()), WINDOW)
    used = 0
    with suppress(DatabaseError):  # where nothing can be counted nothing can be looked up either, and that is said next
        used = counted(window, asking(request))
    return Allowance(settings.API_REQUESTS_A_MINUTE, used, WINDOW - into)


def counted(window: int, network: str) -> int:
    """How many requests with this one; the first of a window forgets those of the windows before."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [window, disguised(network)])
        (requests,) = cursor.fetchone()
        if requests == 1:
            cursor.execute(FORGET, [window])
    return requests


def asking(request: HttpRequest) -> str:
    """The network of the client, by the same rule about proxies as the limit on signing in."""
    address = get_adapter().get_client_ip(request)
    return str(ip_network(f"{address}/{NEIGHBOURS[6 if ':' in address else 4]}", strict=False))


def too_many(allowance: Allowance) -> HttpResponse:
    """请求太频繁: 429, and when to come back."""
    most, seconds = allowance.limit, allowance.resets_in
    sentence = Text(
        zh=f"每分钟最多 {most} 次请求，已经超过。请在 {seconds} 秒后再试，并放慢速度。",
        en=f"There may be {most} requests a minute and there were more. Come back in {seconds} s, and more slowly.",
    )
    response = response_of(problem_of(Refusal("api.too_many_requests", sentence), 429))
    response.headers["Retry-After"] = str(allowance.resets_in)
    return response
