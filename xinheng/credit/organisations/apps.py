from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "xinheng.credit.organisations"
    label = "organisations"
    verbose_name = "主体"
