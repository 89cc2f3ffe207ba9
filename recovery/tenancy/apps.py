from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "recovery.tenancy"
    label = "tenancy"
