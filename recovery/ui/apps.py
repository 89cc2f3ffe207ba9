from django.apps import AppConfig


class UIConfig(AppConfig):
    name = "recovery.ui"
    label = "ui"
