"""Writing a whole plan at once: what a template, a copy or a spreadsheet holds goes into a draft, all of it or nothing.

In bulk, because a provider's action plan may have thousands of rows: the history is written by the database, a row for
each row, as for one that was typed.
"""

import datetime
from collections import Counter
from typing import Any

from django.db.models import F

from plans import drafted, rules
from plans.domain.current import plan_now
from plans.domain.guard import Guard
from plans.domain.moving import move_all
from plans.lifecycle import ACTION
from plans.models import (
    Action,
    ActionCause,
    CauseProblem,
    Contribution,
    EvidenceItem,
    ExitCriterion,
    Milestone,
    Partner,
    Plan,
    Problem,
    ProtectedTime,
    RootCause,
    Why,
)
from recovery import dates
from recovery.verbs import verb

BATCH = 500
WITHDRAWN = "It was withdrawn in the spreadsheet that it came from."


@verb
def fill(*, plan, content: drafted.Drafted, by, at, reason="") -> Plan:
    """Everything in `content`, in its order, in an empty draft."""
    plan = plan_now(plan)
    rules.may_fill(
        plan, empty=not any(part.objects.filter(plan=plan).exists() for part in (Problem, RootCause, Action))
    )
    guard = Guard(plan, at)
    problems = _problems(plan, content, guard, at)
    causes = _causes(plan, content, problems, at)
    actions = _actions(plan, content, causes, guard, at)
    _evidence(plan, content, problems, actions, by=by, at=at)
    _protected(plan, content, actions, at)
    _partners(plan, content, actions, guard, at)
    _criteria(plan, content, guard, at)
    milestones = _milestones(plan, content, actions, guard, at)
    _live(content, actions, milestones, by=by, at=at)
    return plan


def _part(plan: Plan, at, **fields) -> dict:
    return {"org_id": plan.org_id, "plan": plan, "created_at": at} | fields


def _problems(plan: Plan, content: drafted.Drafted, guard: Guard, at) -> dict[str, Problem]:
    made = {
        one.key: Problem(**_part(plan, at, position=place), **one.fields, held=guard.held(Problem, one.fields))
        for place, one in enumerate(content.problems, start=1)
    }
    Problem.objects.bulk_create(made.values(), BATCH)
    return made


def _causes(plan: Plan, content: drafted.Drafted, problems: dict, at) -> dict[str, RootCause]:
    made = {
        one.key: RootCause(**_part(plan, at, position=place), **one.fields)
        for place, one in enumerate(content.causes, start=1)
    }
    RootCause.objects.bulk_create(made.values(), BATCH)
    Why.objects.bulk_create(
        (
            Why(**_part(plan, at, position=place), root_cause=made[one.key], text=text)
            for one in content.causes
            for place, text in enumerate(one.whys, start=1)
        ),
        BATCH,
    )
    CauseProblem.objects.bulk_create(
        (
            CauseProblem(**_part(plan, at), root_cause=made[one.key], problem=problems[key])
            for one in content.causes
            for key in dict.fromkeys(one.problems)
        ),
        BATCH,
    )
    return made


def _actions(plan: Plan, content: drafted.Drafted, causes: dict, guard: Guard, at) -> dict[str, Action]:
    made, places = {}, Counter()
    numbers = _numbers(content.actions)
    for one, number in zip(content.actions, numbers, strict=True):
        places[one.fields["stage"]] += 1
        place = places[one.fields["stage"]]
        held = guard.held(Action, one.fields)
        made[one.key] = Action(**_part(plan, at, number=number, position=place), **one.fields, held=held)
    Action.objects.bulk_create(made.values(), BATCH)
    ActionCause.objects.bulk_create(
        (
            ActionCause(**_part(plan, at), action=made[one.key], root_cause=causes[key])
            for one in content.actions
            for key in dict.fromkeys(one.causes)
        ),
        BATCH,
    )
    return made


def _protected(plan: Plan, content: drafted.Drafted, actions: dict, at) -> None:
    ProtectedTime.objects.bulk_create(
        (
            ProtectedTime(**_part(plan, at), action=actions[one.key], **vars(each))
            for one in content.actions
            for each in one.protected
        ),
        BATCH,
    )


def _criteria(plan: Plan, content: drafted.Drafted, guard: Guard, at) -> None:
    ExitCriterion.objects.bulk_create(
        (
            ExitCriterion(**_part(plan, at, position=place), **vars(one), held=guard.held(ExitCriterion, vars(one)))
            for place, one in enumerate(content.criteria, start=1)
        ),
        BATCH,
    )


def _partners(plan: Plan, content: drafted.Drafted, actions: dict, guard: Guard, at) -> None:
    made = {
        one.key: Partner(
            **_part(plan, at),
            organisation=one.organisation,
            role=one.role,
            contact=one.contact,
            held=guard.held(Partner, vars(one)),
        )
        for one in content.partners
    }
    Partner.objects.bulk_create(made.values(), BATCH)
    Contribution.objects.bulk_create(
        (
            Contribution(
                **_part(plan, at),
                action=actions[one.action],
                partner=made[one.partner],
                contribution=one.contribution,
                held=guard.held(Contribution, {"contribution": one.contribution}),
                due_on=one.due_on,
            )
            for one in content.contributions
        ),
        BATCH,
    )


def _numbers(actions: list[drafted.Action]) -> list[int]:
    """Their own numbers where each has one of its own; else from 1."""
    own = [one.number for one in actions]
    if all(own) and len(set(own)) == len(own):
        return own
    return list(range(1, len(actions) + 1))


def _evidence(plan: Plan, content: drafted.Drafted, problems: dict, actions: dict, *, by, at) -> None:
    about = [({"problem": problems[one.key]}, one.evidence) for one in content.problems]
    about += [({"action": actions[one.key]}, one.evidence) for one in content.actions]
    EvidenceItem.objects.bulk_create(
        (
            EvidenceItem(**_part(plan, at), **of, **vars(item), added_by=by.membership)
            for of, items in about
            for item in items
        ),
        BATCH,
    )


def _milestones(plan: Plan, content: drafted.Drafted, actions: dict, guard: Guard, at) -> dict[int, Milestone]:
    """A date that had been moved stays committed: approving the plan must not make the moved date the original one."""
    made = {
        id(one): Milestone(
            **_part(plan, at),
            action=actions[action.key],
            name=one.name,
            held=guard.held(Milestone, {"name": one.name}),
            is_completion=one.is_completion,
            due_on=one.due_on,
            original_due_on=one.original_due_on or one.due_on,
            forecast_on=one.forecast_on,
            forecast_at=at if one.forecast_on else None,
            committed_at=at if one.original_due_on and one.original_due_on != one.due_on else None,
        )
        for action in content.actions
        for one in action.milestones
    }
    Milestone.objects.bulk_create(made.values(), BATCH)
    return made


def _live(content: drafted.Drafted, actions: dict, milestones: dict, *, by, at) -> None:
    """What has already happened, each on its day, in the name of the person who writes it down now."""
    days: dict[tuple, list[Any]] = {}
    for one in content.actions:
        action = actions[one.key]
        steps = ((_start, one.started_on, ""), (_complete, one.completed_on, one.completion_note))
        for order, (step, day, note) in enumerate((*steps, (_withdraw, one.withdrawn_on, ""))):
            if day:
                days.setdefault((order, day, note, step), []).append(action.pk)
    for (_, day, note, step), keys in sorted(days.items(), key=lambda item: item[0][:3]):
        step(keys=keys, note=note, by=by, at=_noon(day, at))
    ended: dict[tuple, list[Any]] = {}
    for one in (milestone for action in content.actions for milestone in action.milestones):
        for step, day in ((_reach, one.reached_on), (_drop, one.withdrawn_on)):
            if day:
                ended.setdefault((step, day), []).append(milestones[id(one)].pk)
    for (step, day), keys in ended.items():
        step(keys=keys, by=by, at=_noon(day, at))


def _noon(day: datetime.date, at: datetime.datetime) -> datetime.datetime:
    """A time on that day in London, and never later than now."""
    return min(datetime.datetime.combine(day, datetime.time(12), tzinfo=dates.LONDON), at)


@verb
def _start(*, keys, note, by, at) -> None:
    move_all(Action.objects.filter(pk__in=keys), ACTION, "start", started_at=at)
    Milestone.objects.filter(action__in=keys, committed_at=None, due_on__isnull=False).update(
        original_due_on=F("due_on"), committed_at=at
    )


@verb
def _complete(*, keys, note, by, at) -> None:
    claimed = {"completed_at": at, "completed_by": by.membership, "completion_note": note}
    move_all(Action.objects.filter(pk__in=keys), ACTION, "complete", **claimed)
    Milestone.objects.filter(action__in=keys, is_completion=True).update(done_at=at, done_by=by.membership)


@verb
def _withdraw(*, keys, note, by, at, reason=WITHDRAWN) -> None:
    move_all(Action.objects.filter(pk__in=keys), ACTION, "withdraw", withdrawn_at=at, withdrawn_by=by.membership)


@verb
def _reach(*, keys, by, at) -> None:
    Milestone.objects.filter(pk__in=keys).update(done_at=at, done_by=by.membership)


@verb
def _drop(*, keys, by, at, reason=WITHDRAWN) -> None:
    Milestone.objects.filter(pk__in=keys).update(withdrawn_at=at, withdrawn_by=by.membership)
