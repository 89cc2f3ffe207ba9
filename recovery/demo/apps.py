from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "recovery.demo"
    label = "demo"
