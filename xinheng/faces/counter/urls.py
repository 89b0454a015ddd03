"""The counter of organisations."""

from django.urls import path

from xinheng.faces.counter import views

app_name = "counter"
urlpatterns = [
    path("", views.home, name="home"),
    path("<str:code>/", views.overview, name="overview"),
    path("<str:code>/records/", views.records, name="records"),
    path("<str:code>/records/<str:ref>/", views.record, name="record"),
    path("<str:code>/accesses/", views.accesses, name="accesses"),
]
