"""The glossary is the one table of words: every model stands in it, with its Chinese term."""

import re

from django.apps import apps

from tests.architecture.source import ROOT

ROW = re.compile(r"^\| `(?P<word>[\w.]+)` \| (?P<term>[^|]+?) \|", re.M)


def glossary() -> dict[str, str]:
    return {row["word"]: row["term"] for row in ROW.finditer((ROOT / "docs/glossary.md").read_text())}


def test_every_model_stands_in_the_glossary_under_its_chinese_name():
    models = {
        model.__name__: str(model._meta.verbose_name)
        for model in apps.get_models()
        if model.__module__.startswith("xinheng")
    }
    assert models
    assert {word: term for word, term in models.items() if glossary().get(word) != term} == {}


def test_no_word_stands_twice():
    words = [row["word"] for row in ROW.finditer((ROOT / "docs/glossary.md").read_text())]
    assert sorted(set(words)) == sorted(words)


def test_every_package_of_the_ground_is_named_in_the_glossary():
    packages = {path.name for path in (ROOT / "xinheng/ground").iterdir() if path.is_dir() and path.name[0] != "_"}
    assert packages <= set(glossary())
