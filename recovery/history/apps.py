from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "recovery.history"
    label = "history"
