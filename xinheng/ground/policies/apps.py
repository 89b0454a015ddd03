from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "xinheng.ground.policies"
    label = "policies"
    verbose_name = "政策"
