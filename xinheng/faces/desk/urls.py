"""The desk of departments and the credit office."""

from django.urls import path

from xinheng.faces.desk import boards, entry, imports, organisations, records, releasing, rows, submissions, views, zero

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
    path("submissions/", submissions.start, name="submissions"),
    path("submissions/new/", entry.types, name="entry_types"),
    path("submissions/new/<str:type>/", entry.entry, name="entry"),
    path("submissions/upload/<str:operation>/", submissions.upload, name="upload"),
    path("submissions/<str:ref>/", submissions.submission, name="submission"),
    path("submissions/<str:ref>/rejected.xlsx", submissions.rejected, name="rejected"),
    path("zero/", zero.zero, name="zero"),
    path("release/", releasing.queue, name="release"),
    path("release/<str:operation>/", releasing.released, name="released"),
    path("records/", records.own, name="records"),
    path("records/records.<str:extension>", records.own_table, name="records_table"),
    path("records/<str:ref>/", records.record, name="record"),
    path("records/<str:ref>/<str:name>/", records.do, name="do"),
    path("rows/", rows.rows, name="rows"),
    path("rows/<str:ref>/", rows.decide, name="row"),
    path("quality/", boards.quality, name="quality"),
    path("quality/quality.<str:extension>", boards.quality_table, name="quality_table"),
    path("quality/late/<str:submission>/", boards.late, name="late"),
    path("quality/<str:authority>/", boards.department, name="department"),
    path("overdue/", boards.overdue, name="overdue"),
    path("overdue/overdue.<str:extension>", boards.overdue_table, name="overdue_table"),
    path("overdue/<str:authority>/", boards.urging, name="urging"),
    path("ending/", boards.ending, name="ending"),
    path("ending/ending.<str:extension>", boards.ending_table, name="ending_table"),
    path("adverse/", boards.adverse, name="adverse"),
    path("adverse/adverse.<str:extension>", boards.adverse_table, name="adverse_table"),
    path("adverse/<str:code>/", boards.adverse_of, name="adverse_of"),
]
