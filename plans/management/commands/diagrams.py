from django.core.management.base import BaseCommand

from plans import diagrams


class Command(BaseCommand):
    help = "Draw docs/lifecycles.md from plans/lifecycle.py."
    requires_system_checks = ()

    def handle(self, *args, **options) -> None:
        diagrams.WHERE.write_text(diagrams.page())
        self.stdout.write("docs/lifecycles.md")
