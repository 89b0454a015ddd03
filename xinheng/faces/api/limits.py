"""限流: how often one address may ask. Counted in this process's memory, in windows of a minute, and kept no longer."""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_network

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

from xinheng.faces.api.problems import problem_of, response_of
from xinheng.ground.refusal import Refusal
from xinheng.ground.text import Text

WINDOW = 60  # seconds
NEIGHBOURS = {4: 32, 6: 64}  # bits: whoever has one IPv6 address has the 2^64 around it


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
    counts, key = caches["api_limits"], f"{asking(request)}@{window}"
    counts.add(key, 0, 2 * WINDOW)
    return Allowance(settings.API_REQUESTS_A_MINUTE, counts.incr(key), WINDOW - into)


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
