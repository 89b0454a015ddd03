"""双语文本: words that are data, in Chinese first and English second.

Interface sentences go through gettext. What is written in law packs, calendars and explanations is data
and carries both languages itself, so that pure packages need no Django.
"""

from pydantic import BaseModel, ConfigDict


class Text(BaseModel):
    """双语文本: the same words in Chinese and in English."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh

    def in_language(self, code: str) -> str:
        """The words in the language of an IETF code (`zh-hans`, `en-gb` …); Chinese unless it is English."""
        return self.en if code.lower().startswith("en") else self.zh
