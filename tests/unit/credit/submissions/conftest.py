"""What is written outside the database goes where the test ends; the law that ships is in force."""

import pytest


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR = tmp_path / "var"
