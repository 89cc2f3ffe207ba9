"""Shares and grants as facts, in force unless dates say otherwise."""

import datetime

from plans.models import AuditGrant, PlanShare
from recovery import dates
from tests.cast import key_id
from tests.factories.plans import APPROVERS, _key, writing


def share(cast, plan, commissioner="north_vale", *, starts_on=None, ends_on=None, revoked=False) -> PlanShare:
    org = _key(cast, plan)
    by = getattr(cast, APPROVERS[org])
    with writing(cast, org):
        made = PlanShare(
            org_id=plan.org_id,
            plan=plan,
            commissioner_id=key_id("org", commissioner),
            starts_on=starts_on or dates.today() - datetime.timedelta(days=30),
            ends_on=ends_on,
            shared_by=by,
            revoked_at=dates.now() if revoked else None,
            revoked_by=by if revoked else None,
        )
        made.save(force_insert=True)
    return made


def grant(cast, plan, auditor="auditor", *, starts_on=None, ends_on=None, revoked=False) -> AuditGrant:
    org = _key(cast, plan)
    by = getattr(cast, APPROVERS[org])
    with writing(cast, org):
        made = AuditGrant(
            org_id=plan.org_id,
            plan=plan,
            auditor=getattr(cast, auditor),
            starts_on=starts_on or dates.today() - datetime.timedelta(days=30),
            ends_on=ends_on or dates.today() + datetime.timedelta(days=30),
            granted_by=by,
            revoked_at=dates.now() if revoked else None,
            revoked_by=by if revoked else None,
        )
        made.save(force_insert=True)
    return made
