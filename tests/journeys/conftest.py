"""A browser: Chromium of the system, or the journeys are skipped aloud."""

import os
import shutil
from pathlib import Path

import pytest
from django.core.cache import cache

from tests.faces import plain_settings, publish_law  # noqa: F401  (fixtures)

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def browser():
    """Chromium, for the tests of one file. Its driver keeps an event loop in this thread while it runs; Django takes
    that for asynchronous code and must be told that the database is used in the ordinary way."""
    from playwright.sync_api import sync_playwright

    installed = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    chromium = os.environ.get("XINHENG_CHROMIUM") or next(installed, None)  # bin/test looks beyond PATH
    if chromium is None:
        pytest.skip(
            "NO BROWSER: journeys and accessibility were NOT tested; install Chromium (apt-get install chromium)"
        )
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # Root in a container has no sandbox to offer; these pages are our own.
        arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        # Debian starts it by a script that needs grep, which the PATH of bin/bare has not.
        environment = {**os.environ, "PATH": os.defpath}
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments, env=environment)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.is_file():
        pytest.skip(f"NO AXE: accessibility was NOT tested; {AXE} is missing, run bin/setup --test")
    return AXE.read_text()


@pytest.fixture
def site(browser, plain_settings, transactional_db, live_server):  # noqa: F811  (a fixture)
    """The address of a running site under the law of the seed."""
    cache.clear()  # the limits on signing in count from nothing; no model's table, so that no test empties it
    publish_law()
    return live_server.url
