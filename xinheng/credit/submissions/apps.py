from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "xinheng.credit.submissions"
    label = "submissions"
    verbose_name = "报送"
