"""Named reads of who outside may see a plan."""

import datetime

from plans.models import AuditGrant, Plan, PlanShare
from recovery import dates
from recovery.tenancy.enums import Role
from recovery.tenancy.models import Membership, Organisation


def shares(plan: Plan):
    """Newest first, the ended ones too."""
    return (
        PlanShare.objects.filter(plan=plan)
        .select_related("commissioner", "shared_by", "revoked_by")
        .order_by("-starts_on", "-created_at")
    )


def opened(plan: Plan, today: datetime.date) -> bool:
    """Whether a commissioner reads it, or will from a day on, once it is approved."""
    return PlanShare.objects.filter(plan=plan, revoked_at=None).exclude(ends_on__lt=today).exists()


def grants(plan: Plan):
    return (
        AuditGrant.objects.filter(plan=plan)
        .select_related("auditor", "granted_by", "revoked_by")
        .order_by("-starts_on", "-created_at")
    )


def commissioners_known(plan: Plan) -> list[Organisation]:
    """Whom this organisation has shared any plan with, but for those who are to see this one already."""
    today = dates.today()
    everywhere = PlanShare.objects.order_by()
    here = everywhere.filter(plan=plan, revoked_at=None).exclude(ends_on__lt=today)
    seeing = set(here.values_list("commissioner_id", flat=True))
    known = {share.commissioner for share in everywhere.distinct("commissioner").select_related("commissioner")}
    return sorted((org for org in known if org.pk not in seeing), key=lambda org: org.name)


def auditors() -> list[Membership]:
    """The members who hold the auditor role today."""
    today = dates.today()
    holding = Membership.objects.filter(roles__contains=[Role.AUDITOR], starts_on__lte=today)
    return list(holding.exclude(ends_on__lt=today).order_by("name"))
