"""界面文字: every sentence of the interface is Chinese first and has its English."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"))
KEYWORDS |= dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2))
KEYWORDS |= dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2))
CHINESE = re.compile(r"[\u4e00-\u9fff《]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def said_in(file: Path) -> Iterator[tuple[str, str]]:
    """The messages of a file: singular and, where there is one, plural (else the same)."""
    source = file.read_text(encoding="utf-8")
    # A template becomes calls between blotted text, which is no Python; the lexer for JavaScript does not mind.
    method, source = ("javascript", templatize(source)) if file.suffix in (".html", ".txt") else ("python", source)
    for _line, message, _comments, _context in extract(method, BytesIO(source.encode()), KEYWORDS):
        yield message if isinstance(message, tuple) else (message, message)


def messages() -> dict[str, Path]:
    files = [*ROOT.glob("xinheng/**/*.py"), *ROOT.glob("xinheng/**/templates/**/*.*")]
    return {singular: file for file in files for singular, _plural in said_in(file)}


@pytest.fixture(scope="module")
def catalogue():
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def test_every_message_is_chinese():
    assert {message: file for message, file in messages().items() if not CHINESE.search(message)} == {}


def test_every_message_has_an_english_translation(catalogue):
    translated = {
        (entry.id[0] if entry.pluralizable else entry.id)
        for entry in catalogue
        if entry.id and not entry.fuzzy and all(entry.string if entry.pluralizable else [entry.string])
    }
    missing = {
        message: str(file.relative_to(ROOT)) for message, file in messages().items() if message not in translated
    }
    assert missing == {}, "add these to locale/en/LC_MESSAGES/django.po"


def test_the_catalogue_holds_nothing_that_nobody_says(catalogue):
    said = messages()
    unsaid = [
        entry.id for entry in catalogue if entry.id and (entry.id[0] if entry.pluralizable else entry.id) not in said
    ]
    assert unsaid == []


def test_translations_fill_in_the_same_values(catalogue):
    for entry in catalogue:
        strings = entry.string if entry.pluralizable else [entry.string]
        original = entry.id[0] if entry.pluralizable else entry.id
        for string in strings if entry.id else []:
            assert set(PLACEHOLDER.findall(string)) == set(PLACEHOLDER.findall(original)), original


def test_only_faces_speak_through_gettext():
    """What the lower floors say (refusals, faults, titles) is data and carries both languages itself, as `Text`."""
    assert {
        message: str(file) for message, file in messages().items() if ROOT / "xinheng" / "faces" not in file.parents
    } == {}
