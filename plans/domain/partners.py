"""Organisations outside the provider that contribute, and what each does for which action."""

from plans import rules
from plans.domain.current import part_now, plan_now
from plans.domain.guard import Guard
from plans.models import Contribution, Partner
from recovery.tenancy.versions import change_if_current
from recovery.verbs import verb


@verb
def add(*, plan, organisation, role, by, at, contact="") -> Partner:
    plan = plan_now(plan)
    rules.may_edit(plan)
    said = {"organisation": organisation, "role": role}
    held = Guard(plan, at).held(Partner, said)
    return Partner.objects.create(org_id=plan.org_id, plan=plan, contact=contact, created_at=at, held=held, **said)


@verb
def change(*, partner, version, organisation, role, by, at, contact="") -> Partner:
    partner = part_now(partner)
    rules.may_end(partner, partner.plan)
    said = {"organisation": organisation, "role": role}
    held = Guard(partner.plan, at).held(Partner, said, partner)
    return change_if_current(partner, version, contact=contact, held=held, **said)


@verb
def end(*, row, by, at, reason="") -> None:
    """A partner with all that it does, or one thing that it does. Once the plan was activated it stays, withdrawn, with
    the reason; before, it is removed."""
    row = part_now(row)
    rules.may_end(row, row.plan)
    if not row.plan.activated_at:
        row.delete()
        return
    rules.must_say_why(reason)
    ended = {"withdrawn_at": at, "withdrawn_by": by.membership}
    type(row).objects.filter(pk=row.pk).update(**ended)
    if isinstance(row, Partner):
        Contribution.objects.filter(partner=row, withdrawn_at=None).update(**ended)


@verb
def contribute(*, action, partner, contribution, by, at, due_on=None) -> Contribution:
    action = part_now(action)
    partner = Partner.objects.get(plan=action.plan, pk=partner.pk)
    rules.may_contribute(partner, action, action.plan)
    return Contribution.objects.create(
        org_id=action.org_id, plan_id=action.plan_id, action=action, partner=partner, contribution=contribution,
        due_on=due_on, created_at=at, held=Guard(action.plan, at).held(Contribution, {"contribution": contribution}),
    )  # fmt: skip


@verb
def change_contribution(*, row, version, partner, contribution, by, at, due_on=None) -> Contribution:
    row = part_now(row)
    rules.may_end(row, row.plan)
    partner = Partner.objects.get(plan=row.plan, pk=partner.pk)
    rules.may_contribute(partner, row.action, row.plan)
    held = Guard(row.plan, at).held(Contribution, {"contribution": contribution}, row)
    return change_if_current(row, version, partner=partner, contribution=contribution, due_on=due_on, held=held)
