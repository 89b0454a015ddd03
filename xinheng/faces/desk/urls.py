"""The desk of departments and the credit office."""

from django.urls import path

from xinheng.faces.desk import imports, organisations, views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("organisations/import/", imports.start, name="import"),
    path("organisations/import/<str:operation>/", imports.load, name="load"),
    path("organisations/import/<str:operation>/rejected.xlsx", imports.rejects, name="rejects"),
    path("organisations/wrong-codes/", organisations.wrong_codes, name="wrong_codes"),
    path("organisations/wrong-codes/wrong-codes.csv", organisations.wrong_codes_csv, name="wrong_codes_csv"),
    path("organisations/review/", organisations.review, name="review"),
    path("organisations/review/decision/", organisations.decide, name="decide"),
]
