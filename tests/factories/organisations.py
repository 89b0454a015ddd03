"""Organisations for tests, reached through the action that loads registers, as in life."""

from tests.factories.kernel import CREDIT_OFFICE, NOON, SYSTEM, authority, operations
from xinheng.credit.organisations.actions import load_organisations
from xinheng.ground.authorities.models import AuthorityVersion

HEADER = "统一社会信用代码,名称"


def provider() -> str:
    """The credit office, recorded once, as the authority that sends registers."""
    if not AuthorityVersion.objects.filter(uscc=CREDIT_OFFICE).exists():
        authority(CREDIT_OFFICE, "泗阳县发展和改革局")
    return CREDIT_OFFICE


def load(*rows: str, header: str = HEADER, now=NOON, by=SYSTEM, name: str = "register.csv", source=None) -> dict:
    """Loads rows of CSV, or the given file, and returns the receipt."""
    content = source if source is not None else "\n".join([header, *rows]).encode()
    return load_organisations(
        by=by, now=now, operation=f"load-{next(operations)}", authority=provider(), source=content, name=name
    )
