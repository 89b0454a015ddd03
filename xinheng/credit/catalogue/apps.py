from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "xinheng.credit.catalogue"
    label = "catalogue"
    verbose_name = "归集目录"
