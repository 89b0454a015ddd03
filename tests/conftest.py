"""What every test gets: no clock, no luck, no network, and a database only where a test asks for one."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import settings as hypothesis_settings

from tests.clauses import (  # noqa: F401 (hooks and a fixture)
    law,
    pytest_addoption,
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_generate_tests,
)
from tests.database import django_db_modify_db_settings  # noqa: F401 (a fixture)

ROOT = Path(__file__).resolve().parents[1]

hypothesis_settings.register_profile("same_every_time", derandomize=True, deadline=None)
hypothesis_settings.load_profile("same_every_time")

settings.SECRET_KEY = "of the tests; signs nothing that lasts"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real data outside the repository; a test that needs them says so when they are missing."""
    folder = Path(os.environ.get("XINHENG_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no shared data at {folder}: set XINHENG_SHARED_DATA")
    return folder
