from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "xinheng.credit.catalogue"
    label = "catalogue"
    verbose_name = "归集目录"

    def ready(self):
        from xinheng.credit.catalogue.publishing import HANDLING
        from xinheng.ground.policies.kinds import register

        register(HANDLING)
