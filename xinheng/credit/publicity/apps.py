from django.apps import AppConfig


class PublicityConfig(AppConfig):
    name = "xinheng.credit.publicity"
    label = "publicity"
    verbose_name = "公示"
