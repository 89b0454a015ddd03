"""The addresses of every face."""

from django.urls import include, path

urlpatterns = [
    path("", include("xinheng.faces.portal.urls")),
    path("desk/", include("xinheng.faces.desk.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("xinheng.faces.design.urls")),
]
