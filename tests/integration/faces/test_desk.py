"""工作台: for those who are signed in and hold a role."""

from tests.factories.kernel import MARKET_BUREAU, PASSWORD, account, authority


def test_desk_greets_and_says_what_will_stand_there(officer):
    page = officer.get("/desk/").content.decode()
    assert "2026-11-20 周五" in page
    assert "没有待办事项" in page


def test_desk_asks_visitors_to_sign_in(visitor):
    assert visitor.get("/desk/")["Location"] == "/accounts/login/?next=/desk/"


def test_desk_is_open_to_a_clerk_of_one_department(visitor):
    account("clerk", "department_clerk", authority=authority(MARKET_BUREAU))
    visitor.post("/accounts/login/", {"login": "clerk", "password": PASSWORD})
    assert visitor.get("/desk/").status_code == 200


def test_desk_refuses_an_account_without_a_role(visitor):
    account("nobody")
    visitor.post("/accounts/login/", {"login": "nobody", "password": PASSWORD})
    response = visitor.get("/desk/")
    assert response.status_code == 403
    assert "按岗位授予角色" in response.content.decode()
