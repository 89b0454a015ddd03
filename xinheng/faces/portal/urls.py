"""The portal: home, search, organisations, what is public, and everything the law pack of this place says."""

from django.urls import path

from xinheng.faces.portal import catalogue, organisations, publicity, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", organisations.search, name="search"),
    path("search/instant/", organisations.instant, name="instant"),
    path("organisations/<str:code>/", organisations.organisation, name="organisation"),
    path("organisations/<str:code>/qr.svg", organisations.qr_code, name="qr"),
    path("rules/", views.rules, name="rules"),
    path("rules/rules.csv", views.rules_csv, name="rules_csv"),
    path("rules/chapters/<str:code>/", views.chapter, name="chapter"),
    path("rules/terms/<str:key>/", views.rule, name="rule"),
    path("rules/lists/", views.lists, name="lists"),
    path("rules/lists/<str:key>/", views.list_kind, name="list"),
    path("rules/parameters/", views.parameters, name="parameters"),
    path("rules/sources/", views.sources, name="sources"),
    path("rules/sources/<str:code>/", views.source, name="source"),
    path("rules/calendar/", views.calendar, name="calendar"),
    path("publicity/", publicity.records, name="publicity"),
    path("publicity/publicity.<str:extension>", publicity.table, name="publicity_table"),
    path("publicity/<str:ref>/", publicity.record, name="record"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/<str:code>/", catalogue.record_type, name="record_type"),
    path("catalogue/<str:code>/template.xlsx", catalogue.workbook, name="template"),
    path("catalogue/<str:code>/fields.csv", catalogue.fields_csv, name="fields_csv"),
]
