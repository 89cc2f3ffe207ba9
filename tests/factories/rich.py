"""A rich tenant: Birch Lane with a row of every kind, and a marker word in every text that a person or a job wrote.

What a test of leaks needs first is data that could leak. Run as the owner of the tables, in a process of its own
(`tests.conftest.as_owner`). A new tenant model without a row here fails the contract that reads this.
"""

import datetime
import hashlib
import uuid

from django.apps import apps
from django.db import models

from governance.enums import DocumentKind, DocumentState, FlagKind
from governance.models import Acknowledgement, Document, Download, Escalation, Notice, RedFlag
from plans.enums import (
    ActionState,
    ActionType,
    EvidenceKind,
    ExtensionState,
    Gate,
    GateOutcome,
    PlanState,
    ReviewDecision,
    Stage,
    Theme,
)
from plans.models import (
    Action,
    ActionCause,
    AuditGrant,
    CalendarFeed,
    CauseProblem,
    Comment,
    ConfirmedText,
    Contribution,
    ControlReview,
    EvidenceItem,
    ExitCriterion,
    Extension,
    FileDownload,
    GateDecision,
    Mention,
    Milestone,
    Partner,
    Plan,
    PlanShare,
    Problem,
    ProtectedTime,
    RootCause,
    RotaWeek,
    SpreadsheetImport,
    StatedHours,
    StoredFile,
    SustainingReview,
    Why,
)
from plans.rules.load import week_of
from plans.spreadsheets import arrangement
from recovery import dates
from recovery.tenancy import context
from recovery.tenancy.enums import CAPACITY_OF, Capacity, Role
from recovery.tenancy.models import Membership, Service, TenantModel, User
from tests.cast import BEGIN, key_id

MARK = "quokka"
"""In every text of the rich tenant. No page of ours holds this word otherwise."""

ORG = key_id("org", "birch")
MANAGER, GOVERNANCE, AUDITOR = (key_id("membership", f"birch_{who}") for who in ("manager", "governance", "auditor"))
EVERY_ROLE = key_id("membership", "every_role")
"""Somebody of Alder House who holds every role of a provider, so that no page refuses them for their role."""


def sha256(number: int) -> str:
    return hashlib.sha256(f"{MARK} {number}".encode()).hexdigest()


def tenant_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if issubclass(model, TenantModel)]


def marked(model: type[models.Model], given: dict) -> dict:
    """A marked text for each text field of the model that was not given: its own name in it, as far as it fits."""
    texts = {}
    for field in model._meta.concrete_fields:
        if field.name in given or field.choices or not isinstance(field, models.CharField | models.TextField):
            continue
        text = f"{MARK} {uuid.uuid4().hex[:6]} {model._meta.model_name} {field.name}"
        texts[field.name] = text[: field.max_length] if field.max_length else text
    return texts


def add(model, **given):
    row = model(org_id=ORG, **marked(model, given), **given)
    row.save(force_insert=True)
    return row


def in_days(count: int) -> datetime.date:
    return dates.today() + datetime.timedelta(days=count)


def create() -> None:
    with context.bare(by=context.Actor("system:rich", f"{MARK} system")):
        _somebody_with_every_role()
        service = add(Service)
        add(CalendarFeed, owner_id=MANAGER, digest=sha256(901), prefix="quokka-f")
        workforce(service)
        running = plan(1, service)
        draft = plan(2, service, state=PlanState.DRAFT)
        not_opened(running)
        # With the council: only a draft, which a commissioner never sees.
        share(draft, "eastmoor")


def grow() -> None:
    """The rich tenant has more of everything than before."""
    with context.bare(by=context.Actor("system:rich", f"{MARK} system")):
        service = add(Service)
        for number in range(20, 24):
            not_opened(plan(number, service))


def _somebody_with_every_role() -> None:
    user = User(id=key_id("user", "every_role"), email="every.role@example.org", name="Ada Lund", password="!")
    user.save(force_insert=True)
    Membership(
        id=EVERY_ROLE,
        org_id=key_id("org", "alder"),
        user=user,
        name="Ada Lund",
        job_title="Every role",
        roles=[role for role in Role if role not in CAPACITY_OF],
        starts_on=BEGIN,
    ).save(force_insert=True)


def plan(number: int, service, *, state=PlanState.ACTIVE) -> Plan:
    """A plan with a row of everything that hangs on one."""
    now = dates.now()
    lived = {} if state == PlanState.DRAFT else _lived(now)
    made = add(Plan, number=number, service=service, state=state, lead_id=MANAGER, starts_on=in_days(-60), **lived)
    problem = add(Problem, plan=made, found_on=in_days(-70))
    cause = add(RootCause, plan=made, theme=Theme.SUPERVISION)
    add(Why, plan=made, root_cause=cause, position=1)
    add(CauseProblem, plan=made, root_cause=cause, problem=problem)
    file = add(
        StoredFile,
        plan=made,
        content_type="text/plain",
        key=f"evidence/{MARK}/{uuid.uuid4().hex}",
        size=5,
        sha256=sha256(number),
        uploaded_at=now,
        uploaded_by_id=MANAGER,
    )
    add(
        FileDownload,
        plan=made,
        file=file,
        downloaded_at=now,
        downloaded_by_id=key_id("user", "birch_manager"),
        downloaded_for_org=ORG,
    )
    action = add(
        Action,
        plan=made,
        number=1,
        stage=Stage.STABILISATION,
        state=ActionState.IN_PROGRESS,
        action_type=ActionType.STANDARDISE,
        owner_id=MANAGER,
        stand_in_id=AUDITOR,
        escalation_contact_id=GOVERNANCE,
    )
    reviewed(made)
    confirmed(made)
    gates(made)
    partner = add(Partner, plan=made)
    add(Contribution, plan=made, action=action, partner=partner)
    said(made, problem=problem)
    said(made, action=action)
    add(ActionCause, plan=made, action=action, root_cause=cause)
    add(ProtectedTime, plan=made, action=action, person_id=GOVERNANCE, hours_a_week=3)
    for about in ({"problem": problem}, {"action": action}):
        add(
            EvidenceItem,
            plan=made,
            kind=EvidenceKind.INCIDENT,
            occurred_on=in_days(-70),
            file=file,
            added_by_id=MANAGER,
            **about,
        )
    milestone = add(
        Milestone,
        plan=made,
        action=action,
        is_completion=True,
        original_due_on=in_days(-12),
        due_on=in_days(-12),
        committed_at=now,
    )
    add(
        Extension,
        plan=made,
        milestone=milestone,
        old_due_on=in_days(-12),
        new_due_on=in_days(12),
        state=ExtensionState.ASKED,
        asked_at=now,
        asked_by_id=MANAGER,
    )
    raised(made, milestone)
    documents(made)
    imported(made)
    return made


def gates(made: Plan) -> None:
    """What was agreed for a gate, a decision, and a review that was booked."""
    now = dates.now()
    add(ExitCriterion, plan=made, gate=Gate.STABILISATION, kind="stated", settings={"note": MARK})
    add(
        GateDecision,
        plan=made,
        gate=Gate.STABILISATION,
        outcome=GateOutcome.NOT_PASSED,
        snapshot={"criteria": [{"statement": MARK, "met": False, "said": MARK}], "actions": []},
        sha256=sha256(903),
        decided_at=now,
        decided_by_id=GOVERNANCE,
    )
    add(SustainingReview, plan=made, months=6, due_on=in_days(20))


def said(made: Plan, **about) -> None:
    """A comment, which calls somebody."""
    comment = add(Comment, plan=made, written_at=dates.now(), written_by_id=GOVERNANCE, **about)
    add(Mention, plan=made, comment=comment, person_id=MANAGER)


def confirmed(made: Plan) -> None:
    """Words that somebody answered for."""
    add(ConfirmedText, plan=made, kind="name", confirmed_at=dates.now(), confirmed_by_id=GOVERNANCE)


def reviewed(made: Plan) -> None:
    """A control that was kept once."""
    control = add(
        Action,
        plan=made,
        number=2,
        stage=Stage.IMMEDIATE,
        state=ActionState.IN_PROGRESS,
        owner_id=MANAGER,
        review_on=in_days(9),
    )
    add(Milestone, plan=made, action=control, is_completion=True, due_on=in_days(20))
    add(
        ControlReview,
        plan=made,
        action=control,
        due_on=in_days(-1),
        decision=ReviewDecision.KEEP,
        next_review_on=in_days(9),
        decided_at=dates.now(),
        decided_by_id=MANAGER,
    )


def imported(made: Plan) -> None:
    """A spreadsheet that became this plan, and one that is under way."""
    given = {"sha256": sha256(number=2), "uploaded_at": dates.now(), "uploaded_by_id": MANAGER}
    add(SpreadsheetImport, plan=made, finished_at=dates.now(), notes=[["", 2, f"Status: {MARK}"]], **given)
    rows = [["Action required", "Lead"], [f"Mend the {MARK} rota", MARK]]
    sheets = [{"name": MARK, "rows": rows, "notes": [], "refusal": ""}]
    add(SpreadsheetImport, sheets=sheets, arrangement=arrangement.first(sheets), **given)


def _lived(now) -> dict:
    return {
        "submitted_at": now,
        "submitted_by_id": MANAGER,
        "activated_at": now,
        "activated_by_id": GOVERNANCE,
    }


def workforce(service) -> None:
    """What somebody has said they have, and a week of the rota."""
    monday, now = week_of(dates.today()), dates.now()
    add(StatedHours, person_id=MANAGER, starts_on=monday, hours_a_week=7, stated_at=now, stated_by_id=MANAGER)
    add(
        RotaWeek,
        service=service,
        week_on=monday,
        planned=731,
        own=600,
        agency=100,
        recorded_at=now,
        recorded_by_id=MANAGER,
    )


def raised(made: Plan, milestone: Milestone) -> None:
    now = dates.now()
    flag = add(
        RedFlag,
        plan=made,
        kind=FlagKind.MILESTONE_SLIPPED,
        milestone=milestone,
        due_on=milestone.due_on,
        since=in_days(-11),
        opened_at=now,
    )
    add(
        Acknowledgement,
        plan=made,
        flag=flag,
        acknowledged_at=now,
        acknowledged_by_id=GOVERNANCE,
        promised_on=in_days(4),
    )
    add(Escalation, plan=made, flag=flag, rung=2, raised_at=now, told=1)
    add(Notice, plan=made, flag=flag, rung=2, recipient_id=GOVERNANCE, not_before=now, sent_at=now, state="sent")


def documents(made: Plan) -> None:
    """One of the provider, and one that a commissioner asked for while they still saw the plan."""
    now = dates.now()
    for asked_for, asked_by, capacity in (
        (ORG, "birch_manager", Capacity.PROVIDER),
        (key_id("org", "north_vale"), "commissioner", Capacity.COMMISSIONER),
    ):
        document = add(
            Document,
            plan=made,
            kind=DocumentKind.PROGRESS_REPORT,
            capacity=capacity,
            asked_for_org=asked_for,
            asked_by_id=key_id("user", asked_by),
            asked_at=now,
            state=DocumentState.READY,
            built_at=now,
            size=10,
            sha256=sha256(900),
        )
        add(
            Download,
            plan=made,
            document=document,
            downloaded_at=now,
            downloaded_by_id=key_id("user", asked_by),
            downloaded_for_org=asked_for,
        )


def share(made: Plan, commissioner: str, **fields) -> PlanShare:
    given = {"starts_on": in_days(-30)} | fields
    return add(PlanShare, plan=made, commissioner_id=key_id("org", commissioner), shared_by_id=GOVERNANCE, **given)


def not_opened(made: Plan) -> None:
    """Every way of not being open to somebody: ended, revoked, not begun; for a commissioner and for an auditor."""
    revoked = {"revoked_at": dates.now(), "revoked_by_id": GOVERNANCE}
    for fields in (
        {"starts_on": in_days(-90), "ends_on": in_days(-60)},
        {"starts_on": in_days(-30), **revoked},
        {"starts_on": in_days(1)},
    ):
        share(made, "north_vale", **fields)
        ends = {"ends_on": in_days(90)} | fields
        add(AuditGrant, plan=made, auditor_id=AUDITOR, granted_by_id=GOVERNANCE, **ends)
