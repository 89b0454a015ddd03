"""The ground of publicity: the shipped law, two departments and a small register."""

from tests.unit.credit.publicity.conftest import ground, place  # noqa: F401  (fixtures)
