"""沿变: names and states in the order of their days."""

from dataclasses import dataclass
from datetime import date

from xinheng.credit.organisations.queries import NameView, StateView
from xinheng.faces.portal.profile import history, qr


@dataclass
class Shown:
    """As much of an organisation as its history needs."""

    name: str = "今名"
    established_on: date | None = None
    former_names: tuple = ()
    states: tuple = ()


def test_history_begins_with_what_has_no_day():
    shown = Shown(
        established_on=date(2001, 9, 9),
        former_names=(NameView("旧名", None, date(2010, 1, 1)),),
        states=(StateView("in_operation", date(2001, 9, 9)), StateView("deregistered", date(2020, 2, 2))),
    )
    assert [(turn.on, turn.what) for turn in history(shown)] == [
        (None, "former_name"),
        (date(2001, 9, 9), "established"),
        (date(2001, 9, 9), "state"),
        (date(2010, 1, 1), "name"),
        (date(2020, 2, 2), "state"),
    ]


def test_history_leaves_out_the_only_state_if_it_has_no_day():
    assert history(Shown(states=(StateView("unstated", None),))) == ()


def test_qr_code_is_a_drawing_of_its_own_without_styles():
    drawn = qr("http://127.0.0.1:8000/organisations/91321323MB0C05013Q/")
    assert drawn.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "style" not in drawn
