from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "xinheng.credit.records"
    label = "records"
    verbose_name = "信用记录"
