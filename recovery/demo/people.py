"""The organisations and people of the demonstration, and how to sign in as one of each role."""

import datetime
import secrets
from dataclasses import dataclass
from pathlib import Path

import yaml
from django.conf import settings
from django.contrib.auth.hashers import make_password

from recovery import dates
from recovery.tenancy import context
from recovery.tenancy.enums import Role
from recovery.tenancy.models import Membership, Organisation, Service, User

FOLDER = Path(__file__).parent
SYSTEM = context.Actor.system("demonstration")
_WORDS = ("amber", "basil", "cedar", "ember", "fennel", "granite", "harbour", "kelp", "lantern", "meadow", "orchard")


@dataclass
class Cast:
    orgs: dict
    services: dict
    people: dict

    def actor(self, key: str) -> context.Actor:
        return context.Actor.of(self.people[key])


def password() -> str:
    """One password for the demonstration, made once for this installation and kept with its data."""
    kept = settings.STATE / "demo-password"
    if not kept.exists():
        settings.STATE.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text("-".join(secrets.choice(_WORDS) for _ in range(4)) + f"-{secrets.randbelow(90) + 10}")
    return kept.read_text()


def _described() -> dict:
    return yaml.safe_load((FOLDER / "organisations.yaml").read_text(encoding="utf-8"))


def _email(key: str, org: str) -> str:
    return f"{key}@{org.replace('_', '-')}.example"


def sign_ins() -> list[tuple[str, str, str]]:
    """(role, email, who) for the first person of each role."""
    found = []
    people = _described()["people"]
    for role in Role:
        for key, person in people.items():
            if role in person["roles"]:
                found.append((role.label, _email(key, person["org"]), f"{person['name']}, {person['title']}"))
                break
    return found


def create() -> Cast:
    described = _described()
    hashed = make_password(password())
    begin = dates.today() - datetime.timedelta(days=400)
    cast = Cast({}, {}, {})
    with context.bare(by=SYSTEM):
        for key, facts in described["organisations"].items():
            cast.orgs[key] = Organisation.objects.create(
                name=facts["name"],
                code=facts["code"],
                provides=facts.get("provides", False),
                commissions=facts.get("commissions", False),
            )
        for key, facts in described["services"].items():
            cast.services[key] = Service.objects.create(
                org=cast.orgs[facts["org"]], name=facts["name"], kind=facts["kind"], place=facts["place"]
            )
        for key, facts in described["people"].items():
            user = User.objects.create(email=_email(key, facts["org"]), name=facts["name"], password=hashed)
            cast.people[key] = Membership.objects.create(
                org=cast.orgs[facts["org"]],
                user=user,
                name=facts["name"],
                job_title=facts["title"],
                roles=facts["roles"],
                starts_on=begin,
            )
    return cast
