"""`manage.py load_demo`: the demonstration, once. `--list` prints the sign-ins."""

import datetime

import yaml
from django.core.management.base import BaseCommand

from governance import emails
from governance.domain import delivery, sweep
from recovery import dates, local_outbox
from recovery.demo import people, workforce
from recovery.demo.story import Story
from recovery.mail import LocalOutbox
from recovery.tenancy import context
from recovery.tenancy.models import Organisation

SWEEPER = context.Actor.system("sweep")


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
            today = dates.today()
            stories = [Story(cast, one, today) for one in told]
            for offset in range(min(story.told["starts"] for story in stories), 1):
                for story in stories:
                    if story.told["starts"] == offset:
                        story.write()
                    if story.plan:
                        story.play(offset)
                if offset < -1:
                    morning = datetime.datetime.combine(
                        today + datetime.timedelta(days=offset + 1), datetime.time(6, 0), tzinfo=dates.LONDON
                    )
                    with dates.telling_of(morning):
                        _look_over()
            workforce.tell(cast, today)


def _look_over() -> None:
    """What the worker did early on a day of the past. Its emails go to the local outbox: a demonstration never writes
    to anybody. The present day is left to the worker."""
    with context.every_tenant(by=SWEEPER):
        sweep.sweep(by=SWEEPER, at=dates.now())
    with LocalOutbox(local_outbox.directory()) as outbox:
        delivery.drain(transport=outbox, write=emails.red_flags, until=dates.now() + datetime.timedelta(minutes=1))
