"""不予办理理由: why something cannot be done, in one wording for every use of it.

A rule is a function that answers "why not?" with a `Refusal`, or with nothing. The action raises it, the page
shows it beside the disabled button, the API returns its code. Nobody reads the sentence to decide anything.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """不予办理理由: a stable code for machines, a sentence for people, and the article it rests on, if any.

    `code` is dotted and never changes once released (`access.not_permitted`). `sentence` says what is the matter
    and what to do; it may be a lazy translation. `article` is a citation such as `行政处罚法 第八十五条`.
    """

    code: str
    sentence: str
    article: str | None = None


class Refused(Exception):
    """Raised by an action whose rule answered with a `Refusal`; whoever asked gets that refusal, and nothing was written."""

    def __init__(self, refusal: Refusal):
        super().__init__(str(refusal.sentence))
        self.refusal = refusal
