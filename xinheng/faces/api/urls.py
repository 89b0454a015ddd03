"""The addresses of the API. Its operations ask for credentials themselves where they need them; no session is looked at."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from xinheng.faces.api import views
from xinheng.faces.api.v1 import api

v1 = api.urls  # made anew at each asking
for operation in v1[0]:
    login_not_required(operation.callback)

app_name = "api"
urlpatterns = [
    path("", views.beginning),
    path("v1/", views.beginning),
    path("v1/docs", views.guide, name="guide"),
    path("v1/openapi.json", views.openapi, name="openapi"),
    path("v1/", v1),
    path("<path:rest>", views.no_such_address),
]
