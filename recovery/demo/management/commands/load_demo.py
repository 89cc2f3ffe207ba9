"""`manage.py load_demo`: the demonstration, once. `--list` prints the sign-ins."""

import datetime

import yaml
from django.core.management.base import BaseCommand

from governance.domain import delivery, sweep
from recovery import dates
from recovery.demo import people
from recovery.demo.story import Story
from recovery.mail import LocalOutbox
from recovery.tenancy import context
from recovery.tenancy.models import Organisation


class Command(BaseCommand):
    help = "Loads the demonstration into an empty database. Its history ends today; its people are invented."

    def add_arguments(self, parser):
        parser.add_argument("--list", action="store_true", help="print one sign-in for each role, and load nothing")

    def handle(self, *args, **options):
        if not options["list"]:
            self._load()
        self.stdout.write(f"Password of all demonstration accounts: {people.password()}")
        for role, email, who in people.sign_ins():
            self.stdout.write(f"  {role:<22} {email:<32} {who}")

    def _load(self) -> None:
        with context.bare(by=people.SYSTEM):
            if Organisation.objects.exists():
                self.stdout.write("The database already holds organisations; the demonstration was not loaded again.")
                return
            cast = people.create()
            told = [
                yaml.safe_load(path.read_text(encoding="utf-8"))
                for path in sorted((people.FOLDER / "plans").glob("*.yaml"))
            ]
            stories = [Story(cast, one) for one in told]
            for offset in range(min(story.told["starts"] for story in stories), 1):
                for story in stories:
                    if story.told["starts"] == offset:
                        story.write()
                    if story.plan:
                        story.play(offset)
                if offset < 0:
                    _night(offset)


def _night(offset: int) -> None:
    """What the worker did on that day: a sweep in the early morning of the next, and its notices.

    Past notices go to the local outbox: a demonstration never writes to anybody. Today's are left to the worker.
    """
    day = dates.today() + datetime.timedelta(days=offset + 1)
    if offset == -1:
        return
    at = datetime.datetime.combine(day, datetime.time(6, 0), tzinfo=dates.LONDON)
    system = context.Actor.system("sweep")
    with context.every_tenant(by=system):
        swept = sweep.sweep(by=system, at=at)
    if swept and swept.notices:
        delivery.deliver(transport=LocalOutbox.of_state(), at=at)
