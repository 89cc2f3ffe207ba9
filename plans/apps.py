from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self):
        import plans.presenters.history  # noqa: F401  (how the history speaks of a plan's tables)
