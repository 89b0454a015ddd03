from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "xinheng.ground.ledger"
    label = "ledger"
    verbose_name = "存证"
