"""Texts that were written before there was a guard, or before it knew what it knows now (D1).

Run after every deployment, as the owner of the tables: it goes through the plans of all organisations and holds back
what looks personal. Safe to run twice, and while people work.
"""

from django.core.management.base import BaseCommand

from plans.domain import confirming
from plans.models import Plan
from recovery import dates
from recovery.tenancy import context
from recovery.tenancy.context import Actor
from recovery.tenancy.models import Organisation

ACTOR = Actor.system("personal-data guard")


class Command(BaseCommand):
    help = "Hold back shared texts that look as if they could identify a person."

    def handle(self, *args, **options) -> None:
        with context.bare(by=ACTOR):
            organisations = list(Organisation.objects.filter(provides=True))
        changed = sum(_check(organisation) for organisation in organisations)
        if options["verbosity"]:
            self.stdout.write(f"{changed} row{'' if changed == 1 else 's'} changed what commissioners read.")


def _check(organisation: Organisation) -> int:
    with context.tenant(organisation, by=ACTOR):
        plans = list(Plan.objects.order_by("number"))
    changed = 0
    for plan in plans:  # a transaction each, so that nobody waits for more than one plan
        with context.tenant(organisation, by=ACTOR):
            changed += confirming.check(plan=plan, by=ACTOR, at=dates.now())
    return changed
