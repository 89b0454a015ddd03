"""不予办理理由: why something cannot be done, in one wording for every use of it.

A rule is a function that answers "why not?" with a `Refusal`, or with nothing. The action raises it, the page
shows it beside the disabled button, the API returns its code. Nobody reads the sentence to decide anything.
"""

from dataclasses import dataclass

from xinheng.ground.text import Text


@dataclass(frozen=True)
class Refusal:
    """不予办理理由: a stable code for machines, a sentence for people, and the article it rests on, if any.

    `code` is dotted and never changes once released (`access.not_permitted`). `sentence` says what is the matter
    and what to do, in both languages, since it may be read elsewhere and later than it was said. `article` is a
    citation such as `行政处罚法 第八十五条`. Raises `TypeError` for a sentence in one language only.
    """

    code: str
    sentence: Text
    article: str | None = None

    def __post_init__(self):
        if not isinstance(self.sentence, Text):
            raise TypeError(f"{self.code}: a refusal speaks both languages, {self.sentence!r} is one")


class Refused(Exception):
    """Raised by an action whose rule answered with a `Refusal`; whoever asked gets that refusal, and nothing was written."""

    def __init__(self, refusal: Refusal):
        super().__init__(refusal.sentence.zh)
        self.refusal = refusal
