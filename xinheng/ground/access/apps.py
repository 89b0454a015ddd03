from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "xinheng.ground.access"
    label = "access"
    verbose_name = "权限"
