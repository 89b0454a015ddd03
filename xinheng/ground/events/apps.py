from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "xinheng.ground.events"
    label = "events"
    verbose_name = "事件"
