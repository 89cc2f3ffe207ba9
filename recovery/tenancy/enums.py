"""Roles a person may hold in an organisation, and the capacities in which they then work."""

from django.db.models import TextChoices


class Role(TextChoices):
    MANAGER = "manager", "Manager"
    ACTION_LEAD = "action_lead", "Action lead"
    ASSESSOR = "assessor", "Assessor"
    GOVERNANCE_LEAD = "governance_lead", "Governance lead"
    NOMINATED_INDIVIDUAL = "nominated_individual", "Nominated individual"
    BOARD = "board", "Board member"
    ORG_ADMIN = "org_admin", "Organisation admin"
    COMMISSIONER = "commissioner", "Commissioner"
    AUDITOR = "auditor", "Auditor"


class Capacity(TextChoices):
    """What a workspace looks at. The value is the database role that the transaction takes."""

    PROVIDER = "app_provider", "Provider"
    COMMISSIONER = "app_viewer", "Commissioner"
    AUDITOR = "app_auditor", "Auditor"


SYSTEM = "app_system"
"""The database role of sweeps and deliveries, which look over all tenants. Only a worker may take it."""

CAPACITY_OF = {Role.COMMISSIONER: Capacity.COMMISSIONER, Role.AUDITOR: Capacity.AUDITOR}
"""Every role not named here belongs to the provider's own people."""


def capacities(roles) -> list[Capacity]:
    """The capacities that these roles give, provider first."""
    held = {CAPACITY_OF.get(Role(role), Capacity.PROVIDER) for role in roles}
    return [capacity for capacity in Capacity if capacity in held]
