"""What a commissioner sees over all the plans that are shared with them right now, and of one of them.

Everything here runs as the commissioner's database role: rows of shared plans only, and of problems and actions the
named columns only. The number of queries does not depend on the number of plans; whatever is counted for a plan is
counted for the plans of one page. What decides the order comes from the rows that are in trouble, which are few.
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Prefetch,
    Q,
    Value,
    When,
)

from governance.models import Acknowledgement, RedFlag
from plans import queries as plan_queries
from plans import rules
from plans.enums import ActionState, ExtensionState, Stage
from plans.models import Action, Extension, Milestone, Plan, Problem

STAGES = list(Stage)
OVER = [ActionState.COMPLETE, ActionState.VERIFIED, ActionState.WITHDRAWN]
OPEN = Q(done_at=None, withdrawn_at=None)


@dataclass(frozen=True)
class Flags:
    """The open red flags of one plan."""

    open: int
    unanswered: int
    oldest: datetime.date


@dataclass(frozen=True)
class Entry:
    """One plan in the index of a portfolio: enough to filter and order it."""

    id: UUID
    provider_id: UUID
    provider: str
    activated_at: datetime.datetime
    late_since: datetime.date | None
    flags: Flags | None

    @property
    def needs_attention(self) -> bool:
        return self.late_since is not None or self.flags is not None

    @property
    def worst_first(self) -> tuple:
        """Unanswered flags first, then whatever is late for longest, then other open flags, then the newest."""
        return (
            -bool(self.flags and self.flags.unanswered),
            self.late_since or datetime.date.max,
            self.flags.oldest if self.flags else datetime.date.max,
            -self.activated_at.timestamp(),
        )


@dataclass(frozen=True)
class Row:
    """One plan as the portfolio shows it."""

    plan: Plan
    stage: Stage | None
    actions: int
    due: int
    complete: int
    verified: int
    overdue: int
    slips: int
    late_since: datetime.date | None
    flags: Flags | None


def index(today: datetime.date) -> list[Entry]:
    """Every shared plan, worst first. Three queries."""
    late = dict(Milestone.objects.filter(OPEN, due_on__lt=today).order_by().values_list("plan").annotate(Min("due_on")))
    flags = {one.pop("plan"): Flags(**one) for one in _open_flags()}
    plans = Plan.objects.order_by().values_list("pk", "org_id", "org__name", "activated_at", "state")
    entries = (
        Entry(*plan, late_since=late.get(plan[0]) if state in rules.RUNNING else None, flags=flags.get(plan[0]))
        for *plan, state in plans
    )
    return sorted(entries, key=lambda one: one.worst_first)


def providers(entries: Iterable[Entry]) -> list[tuple[UUID, str, int]]:
    """(id, name, plans) of each provider in the portfolio, by name."""
    count = Counter((one.provider, one.provider_id) for one in entries)
    return [(key, name, many) for (name, key), many in sorted(count.items(), key=lambda item: item[0][0])]


def rows(entries: list[Entry], today: datetime.date) -> list[Row]:
    """What is shown of these plans, in their order. Four queries, however many plans and actions."""
    ids = [one.id for one in entries]
    plans = Plan.objects.select_related("org", "service").in_bulk(ids)
    actions = {one.pop("plan"): one for one in _actions(ids)}
    milestones = {one.pop("plan"): one for one in _milestones(ids, today)}
    moved_late = dict(
        Extension.objects.filter(plan__in=ids, state=ExtensionState.APPROVED, decided_at__date__gt=F("old_due_on"))
        .order_by()
        .values_list("plan")
        .annotate(Count("pk"))
    )
    return [
        Row(
            plan=plans[one.id],
            stage=_stage(actions.get(one.id)),
            late_since=one.late_since,
            flags=one.flags,
            slips=milestones.get(one.id, _NO_MILESTONES)["slips"] + moved_late.get(one.id, 0),
            **{key: actions.get(one.id, _NO_ACTIONS)[key] for key in ("actions", "complete", "verified")},
            **{key: milestones.get(one.id, _NO_MILESTONES)[key] for key in ("due", "overdue")},
        )
        for one in entries
        if one.id in plans
    ]


_NO_ACTIONS = {"actions": 0, "complete": 0, "verified": 0, "first_open": None}
_NO_MILESTONES = {"due": 0, "overdue": 0, "slips": 0}


def _stage(counted: dict | None) -> Stage | None:
    """The first stage with an action that is neither complete, verified nor withdrawn."""
    if counted is None or counted["first_open"] is None:
        return None
    return STAGES[counted["first_open"]]


def _actions(plans: list[UUID]):
    order = Case(
        *[When(stage=stage, then=Value(place)) for place, stage in enumerate(STAGES)], output_field=IntegerField()
    )
    return (
        Action.objects.filter(plan__in=plans)
        .order_by()
        .values("plan")
        .annotate(
            actions=Count("pk", filter=~Q(state=ActionState.WITHDRAWN)),
            complete=Count("pk", filter=Q(state__in=[ActionState.COMPLETE, ActionState.VERIFIED])),
            verified=Count("pk", filter=Q(state=ActionState.VERIFIED)),
            first_open=Min(order, filter=~Q(state__in=OVER)),
        )
    )


def _milestones(plans: list[UUID], today: datetime.date):
    """Actions due by now and overdue, and slips but for those that an extension ended (`plans.rules.slips`).

    Only actions that still go have open milestones: completing and withdrawing close them. So no action is joined.
    """
    missed = OPEN & Q(due_on__lt=today)
    return (
        Milestone.objects.filter(plan__in=plans)
        .order_by()
        .values("plan")
        .annotate(
            due=Count("pk", filter=Q(is_completion=True, due_on__lte=today, withdrawn_at=None)),
            overdue=Count("action", distinct=True, filter=missed),
            slips=Count("pk", filter=Q(withdrawn_at=None) & (missed | Q(done_at__date__gt=F("due_on")))),
        )
    )


def _open_flags():
    """How many are open in each plan, since when, and how many nobody has answered."""
    answers = Acknowledgement.objects.filter(flag=OuterRef("pk"))
    return (
        RedFlag.objects.filter(closed_at=None)
        .order_by()
        .values("plan")
        .annotate(open=Count("pk"), unanswered=Count("pk", filter=~Exists(answers)), oldest=Min("since"))
    )


# --- One plan ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlanOnAPage:
    plan: Plan
    problems: list[Problem]
    actions: list[plan_queries.ActionRow]
    extensions: list[Extension]
    flags: list[RedFlag]


def plan_on_a_page(plan: Plan, today: datetime.date) -> PlanOnAPage:
    """What leaves the provider of this plan: never a draft, never a statement about people."""
    problems = Problem.objects.filter(plan=plan).only("id", "org", "plan", "position", "title", "found_on")
    flags = (
        RedFlag.objects.filter(plan=plan)
        .select_related("milestone")
        .annotate(rung=Max("escalations__rung"))
        .prefetch_related(
            Prefetch(
                "acknowledgements",
                Acknowledgement.objects.select_related("acknowledged_by").order_by("acknowledged_at"),
            )
        )
        .order_by(F("closed_at").desc(nulls_first=True), "since")
    )
    return PlanOnAPage(
        plan=plan,
        problems=list(problems.order_by("position", "found_on")),
        actions=plan_queries.action_rows(plan, at=today),
        extensions=list(Extension.objects.filter(plan=plan).select_related("milestone").order_by("asked_at")),
        flags=list(flags),
    )
