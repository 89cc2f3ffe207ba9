"""The cast: the same organisations and people in every test, committed once into the template database.

Alder House and Birch Lane provide; North Vale commissions; Eastmoor Council does both. Everyone has the password below.
"""

import datetime
import functools
import uuid

from recovery.tenancy import context
from recovery.tenancy.enums import Role

PASSWORD = "lantern-orchard-seven"
BEGIN = datetime.date(2024, 1, 1)

ORGANISATIONS = {
    # key: (name, code, provides, commissions)
    "alder": ("Alder House Care", "VAA01", True, False),
    "birch": ("Birch Lane Support", "VBB02", True, False),
    "north_vale": ("North Vale Integrated Care Board", "QNV", False, True),
    "eastmoor": ("Eastmoor Council", "E0900", True, True),
}
SERVICES = {
    "alder_house": ("alder", "Alder House", "Residential neurorehabilitation, 12 places", "Thornbury"),
    "birch_lane": ("birch", "Birch Lane", "Supported living, 8 flats", "Wexcombe"),
    "moor_view": ("eastmoor", "Moor View", "Reablement unit, 10 places", "Eastmoor"),
}
PEOPLE = {
    # key: (organisation, name, job title, roles)
    "manager": ("alder", "Priya Raman", "Registered manager", [Role.MANAGER]),
    "deputy": ("alder", "Colin Ashby", "Deputy manager", [Role.MANAGER, Role.ACTION_LEAD]),
    "lead": ("alder", "Tom Ellery", "Team leader", [Role.ACTION_LEAD]),
    "assessor": ("alder", "Grace Obi", "Quality officer", [Role.ASSESSOR]),
    "governance": ("alder", "Helen Marsh", "Head of governance", [Role.GOVERNANCE_LEAD]),
    "second_governance": ("alder", "Dawit Bekele", "Clinical governance lead", [Role.GOVERNANCE_LEAD]),
    "nominated": ("alder", "Ruth Calder", "Nominated individual", [Role.NOMINATED_INDIVIDUAL]),
    "admin": ("alder", "Jo Lindqvist", "Operations support", [Role.ORG_ADMIN]),
    "auditor": ("alder", "Miriam Sorley", "External auditor", [Role.AUDITOR]),
    "birch_manager": ("birch", "Owen Pryce", "Registered manager", [Role.MANAGER]),
    "birch_governance": ("birch", "Lena Koval", "Head of quality", [Role.GOVERNANCE_LEAD]),
    "birch_auditor": ("birch", "Abel Nkemelu", "External auditor", [Role.AUDITOR]),
    "commissioner": ("north_vale", "Nadia Hale", "Quality lead", [Role.COMMISSIONER]),
    "council_officer": ("eastmoor", "Iain Burrell", "Commissioning officer", [Role.COMMISSIONER, Role.MANAGER]),
}


def key_id(kind: str, key: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"holdfast-tests/{kind}/{key}")


def email(key: str) -> str:
    return f"{key.replace('_', '.')}@example.org"


def create() -> None:
    """Run once, as the owner of the tables, when the template database is built."""
    from django.contrib.auth.hashers import make_password

    from recovery.tenancy.models import Membership, Organisation, Service, User

    password = make_password(PASSWORD)
    with context.bare(by=context.Actor.system("cast")):
        for key, (name, code, provides, commissions) in ORGANISATIONS.items():
            Organisation(id=key_id("org", key), name=name, code=code, provides=provides, commissions=commissions).save(
                force_insert=True
            )
        for key, (org, name, kind, place) in SERVICES.items():
            Service(id=key_id("service", key), org_id=key_id("org", org), name=name, kind=kind, place=place).save(
                force_insert=True
            )
        for key, (org, name, title, roles) in PEOPLE.items():
            user = User(id=key_id("user", key), email=email(key), name=name, password=password)
            user.save(force_insert=True)
            Membership(
                id=key_id("membership", key),
                org_id=key_id("org", org),
                user=user,
                name=name,
                job_title=title,
                roles=roles,
                starts_on=BEGIN,
            ).save(force_insert=True)


class Cast:
    """`cast.manager` is Priya Raman's membership; `cast.org("alder")`, `cast.service("alder_house")`."""

    def __getattr__(self, key: str):
        if key.startswith("_") or key not in PEOPLE:
            raise AttributeError(key)
        return _membership(key)

    def org(self, key: str):
        return _organisation(key)

    def service(self, key: str):
        return _service(key)

    def actor(self, key: str) -> context.Actor:
        return context.Actor.of(_membership(key))

    def user(self, key: str):
        from recovery.tenancy.models import User

        return User.objects.get(pk=key_id("user", key))


@functools.cache
def _organisation(key: str):
    from recovery.tenancy.models import Organisation

    with context.tenant(key_id("org", key)):
        return Organisation.objects.get()


@functools.cache
def _service(key: str):
    from recovery.tenancy.models import Service

    with context.tenant(key_id("org", SERVICES[key][0])):
        return Service.objects.get(pk=key_id("service", key))


@functools.cache
def _membership(key: str):
    from recovery.tenancy.models import Membership

    with context.tenant(key_id("org", PEOPLE[key][0])):
        return Membership.objects.select_related("org").get(pk=key_id("membership", key))
