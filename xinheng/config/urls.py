"""The addresses of every face."""

from allauth.account import views as account
from django.urls import include, path

from xinheng.faces.design.views import password_help

# Of allauth only what a closed office needs: no sign-up, no address book of e-mails, no reset by mail.
account_urls = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", password_help, name="account_reset_password"),
    path("2fa/", include("allauth.mfa.urls")),
]

urlpatterns = [
    path("", include("xinheng.faces.portal.urls")),
    path("counter/", include("xinheng.faces.counter.urls")),
    path("desk/", include("xinheng.faces.desk.urls")),
    path("api/", include("xinheng.faces.api.urls")),
    path("accounts/", include(account_urls)),
    path("", include("xinheng.faces.design.urls")),
]
