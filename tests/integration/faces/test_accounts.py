"""登录与二次验证: in our words, closed to sign-up, with a second factor that is asked for."""

import re

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db import connection
from django.urls import reverse

from tests.faces import STAFF
from tests.factories.kernel import PASSWORD, account


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def turn_codes_on(officer) -> str:
    officer.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = officer.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    officer.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    return secret


def test_signing_in_leads_to_the_desk(officer):
    officer.get("/accounts/logout/")
    officer.post("/accounts/logout/")
    response = officer.post("/accounts/login/", {"login": STAFF, "password": PASSWORD})
    assert response["Location"] == "/desk/"


def test_signing_in_with_a_wrong_password_says_so(visitor):
    page = visitor.post("/accounts/login/", {"login": STAFF, "password": "wrong"}).content.decode()
    assert "有内容需要更正" in page


def test_failed_attempts_are_counted_for_all_processes_and_name_nobody(visitor):
    """等保三级 8.1.4.1: counted where every process sees them, so that several allow no more attempts than one."""
    account(STAFF, "credit_office_officer")
    wrong = {"login": STAFF, "password": "wrong"}
    statuses = [visitor.post("/accounts/login/", wrong, REMOTE_ADDR="192.0.2.7").status_code for _ in range(6)]
    assert "账号或者密码不正确" not in visitor.post("/accounts/login/", wrong, REMOTE_ADDR="192.0.2.7").content.decode()
    assert statuses[0] == 200
    right = {"login": STAFF, "password": PASSWORD}
    assert visitor.post("/accounts/login/", right, REMOTE_ADDR="192.0.2.7").status_code != 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM design_signing_in")
        keys = [key for (key,) in cursor.fetchall()]
        assert keys
        assert not any("192.0.2" in key or "login" in key for key in keys)
        cursor.execute("DELETE FROM design_signing_in")  # nothing of it is kept anywhere else
    assert visitor.post("/accounts/login/", right, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_nobody_signs_up(visitor):
    assert "账号由本地安全管理员按岗位开设" in visitor.get("/accounts/signup/").content.decode()
    assert visitor.post("/accounts/signup/", {"username": "me", "password1": PASSWORD}).status_code == 200
    assert visitor.post("/accounts/login/", {"login": "me", "password": PASSWORD}).status_code == 200


def test_nobody_resets_a_password_by_mail(visitor):
    assert "当面核实身份" in visitor.get("/accounts/password/reset/").content.decode()


def test_password_is_changed_by_its_owner(officer):
    new = "another-good-battery"
    page = officer.get("/accounts/password/change/").content.decode()
    assert "现在的密码" in page
    officer.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    officer.post("/accounts/logout/")
    assert officer.post("/accounts/login/", {"login": STAFF, "password": new}).status_code == 302


def test_second_factor_is_asked_for_once_it_is_on(officer):
    turn_codes_on(officer)
    officer.post("/accounts/logout/")
    response = officer.post("/accounts/login/", {"login": STAFF, "password": PASSWORD}, follow=True)
    assert "动态码或恢复码" in response.content.decode()
    assert officer.get("/desk/").status_code == 302


def test_recovery_codes_are_made_with_the_second_factor_and_let_one_in(officer):
    turn_codes_on(officer)
    page = officer.get(reverse("mfa_view_recovery_codes")).content.decode()
    code = re.search(r"<li><code>(\w+)</code>", page)[1]
    officer.post("/accounts/logout/")
    officer.post("/accounts/login/", {"login": STAFF, "password": PASSWORD})
    assert officer.post(reverse("mfa_authenticate"), {"code": code})["Location"] == "/desk/"


def test_second_factor_refuses_a_wrong_code(officer):
    turn_codes_on(officer)
    officer.post("/accounts/logout/")
    officer.post("/accounts/login/", {"login": STAFF, "password": PASSWORD})
    assert "有内容需要更正" in officer.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()


def test_what_the_signed_in_see_is_kept_in_no_cache(officer):
    turn_codes_on(officer)
    for name in ("desk:home", "mfa_view_recovery_codes"):
        assert "no-store" in officer.get(reverse(name))["Cache-Control"]
    officer.post("/accounts/logout/")
    assert officer.get("/")["Cache-Control"] == "private, no-cache"


def test_turning_on_a_second_factor_asks_for_the_password_again(officer):
    response = officer.get(reverse("mfa_activate_totp"), follow=True)
    assert "再次确认身份" in response.content.decode()


def test_every_page_about_the_account_is_in_our_words(officer):
    officer.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for name in ("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "account_logout"):
        response = officer.get(reverse(name))
        assert response.status_code == 200, name
        assert 'class="masthead"' in response.content.decode(), name
    turn_codes_on(officer)
    for name in ("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"):
        response = officer.get(reverse(name))
        assert 'class="masthead"' in response.content.decode(), name


def test_account_pages_are_closed_to_visitors(visitor):
    for name in ("mfa_index", "account_change_password", "mfa_activate_totp"):
        assert visitor.get(reverse(name))["Location"].startswith("/accounts/login/")
