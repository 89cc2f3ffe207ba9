"""Who outside may read a plan: commissioner organisations, and auditors for a limited time."""

import datetime

from django.db import connection

from plans import rules
from plans.domain import guard
from plans.domain.current import plan_now
from plans.exceptions import UnknownCommissioner
from plans.models import AuditGrant, PlanShare
from plans.queries import held
from recovery.exceptions import Refused
from recovery.tenancy.enums import Role
from recovery.verbs import verb

LONGEST_GRANT = datetime.timedelta(days=366)


def commissioner(code: str) -> tuple:
    """(id, name) of the commissioning organisation with this public code. Nobody can list them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM app.commissioner_by_code(%s)", [code.strip()])
        found = cursor.fetchone()
    if not found:
        raise UnknownCommissioner(
            f"No commissioning organisation uses the code {code.strip()}. "
            "Ask them for the code shown at the top of their portfolio."
        )
    return found


@verb
def share(*, plan, code, starts_on, by, at, ends_on=None) -> PlanShare:
    """They see the plan from `starts_on`, once it is approved. Never a draft."""
    plan = plan_now(plan)
    guard.settle(plan, at=at)
    rules.may_share(plan, held=held.any_held(plan))
    commissioner_id, name = commissioner(code)
    if commissioner_id == plan.org_id:
        raise UnknownCommissioner("This is your own organisation's code. Enter the code of the commissioner.")
    _refuse_overlap(
        PlanShare.objects.filter(plan=plan, commissioner=commissioner_id), starts_on, ends_on, f"shared with {name}"
    )
    return PlanShare.objects.create(
        org_id=plan.org_id,
        plan=plan,
        commissioner_id=commissioner_id,
        starts_on=starts_on,
        ends_on=ends_on,
        shared_by=by.membership,
        created_at=at,
    )


def _refuse_overlap(openings, starts_on, ends_on, words: str) -> None:
    overlapping = openings.filter(revoked_at=None).exclude(ends_on__lt=starts_on)
    if ends_on:
        overlapping = overlapping.filter(starts_on__lte=ends_on)
    if overlapping.exists():
        raise Refused(f"The plan is already {words} on some of these days. End that first to change its dates.")


def _revoke(row, *, by, at) -> None:
    revoked = type(row).objects.filter(pk=row.pk, revoked_at=None)
    if not revoked.update(revoked_at=at, revoked_by=by.membership):
        raise Refused("This has already been ended.")


@verb
def revoke(*, share, by, at, reason="") -> None:
    """Effective at once, for pages, documents and files alike."""
    _revoke(share, by=by, at=at)


@verb
def grant(*, plan, auditor, starts_on, ends_on, by, at) -> AuditGrant:
    plan = plan_now(plan)
    if Role.AUDITOR not in auditor.roles:
        raise Refused("Only somebody with the auditor role can be given an auditor's view.")
    if ends_on - starts_on > LONGEST_GRANT:
        raise Refused("An auditor's view lasts a year at most. It can be given again.")
    _refuse_overlap(
        AuditGrant.objects.filter(plan=plan, auditor=auditor), starts_on, ends_on, f"open to {auditor.name}"
    )
    return AuditGrant.objects.create(
        org_id=plan.org_id,
        plan=plan,
        auditor=auditor,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=by.membership,
        created_at=at,
    )


@verb
def revoke_grant(*, grant, by, at, reason="") -> None:
    _revoke(grant, by=by, at=at)
