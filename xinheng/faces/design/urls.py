"""Addresses that belong to no face: the style page, how pages are shown, and whether the server lives."""

from django.urls import path

from xinheng.faces.design import views

app_name = "design"
urlpatterns = [
    path("style/", views.style, name="style"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("language/<str:code>/", views.language, name="language"),
    path("type/<str:size>/", views.type_size, name="type_size"),
    path("healthz", views.healthz, name="healthz"),
    path("favicon.ico", views.favicon),
]
