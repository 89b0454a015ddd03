"""The desk of departments and the credit office."""

from django.urls import path

from xinheng.faces.desk import views

app_name = "desk"
urlpatterns = [path("", views.home, name="home")]
