from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "recovery.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        from recovery.tenancy import rows

        rows.read_uuids_once()
