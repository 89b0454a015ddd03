"""The counter of organisations."""

from django.urls import path

from xinheng.faces.counter import declarations, views

app_name = "counter"
urlpatterns = [
    path("", views.home, name="home"),
    path("<str:code>/", views.overview, name="overview"),
    path("<str:code>/records/", views.records, name="records"),
    path("<str:code>/records/<str:ref>/", views.record, name="record"),
    path("<str:code>/declarations/", declarations.declarations, name="declarations"),
    path("<str:code>/declarations/new/", declarations.declare, name="declare"),
    path("<str:code>/declarations/<str:ref>/withdraw/", declarations.withdraw, name="withdraw"),
    path("<str:code>/credit-code/", views.credit_code, name="credit_code"),
    path("<str:code>/accesses/", views.accesses, name="accesses"),
]
