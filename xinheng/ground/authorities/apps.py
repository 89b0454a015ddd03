from django.apps import AppConfig


class AuthoritiesConfig(AppConfig):
    name = "xinheng.ground.authorities"
    label = "authorities"
    verbose_name = "部门"
