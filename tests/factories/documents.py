"""A plan with a whole story, for tests of what is printed about it: problems, causes, evidence, slips, flags, shares.

What must never leave the provider carries a canary, so that a test can look for it.
"""

import contextlib
import datetime
import io
import os
from types import SimpleNamespace

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from pypdf import PdfReader

from governance.domain import documents
from governance.enums import DocumentState, FlagKind, NoticeState
from governance.models import Acknowledgement, Document, Escalation, Notice, RedFlag
from governance.reports import building
from plans.domain import evidence
from plans.enums import ActionState, EvidenceKind, ExtensionState, Stage
from plans.models import ActionCause, AuditGrant, CauseProblem, Extension, Plan, PlanShare, Problem, RootCause
from recovery import dates, provision
from recovery.tenancy import context
from recovery.tenancy.enums import Capacity
from tests import conftest
from tests.factories import plans

PERSONAL = "CANARY-PERSONAL"
CANARIES = [
    f"{PERSONAL}-{field}" for field in ("STATEMENT", "AFFECTED", "RISK", "EVIDENCE", "NOTE", "UNTIL", "CRITERION")
]


def days_ago(count: int) -> datetime.date:
    return dates.today() - datetime.timedelta(days=count)


def story(cast, org="alder") -> SimpleNamespace:
    """Two problems, one without evidence; five actions; one slip with a flag, an answer and notices; one extension."""
    plan = plans.active_plan(cast, org, title="Evenings at Alder House", breakdown_on=days_ago(90))
    now = dates.now()
    with plans.writing(cast, org):
        problem = Problem.objects.create(
            org_id=plan.org_id,
            plan=plan,
            position=1,
            title="Incidents rise between 17:00 and 20:00",
            statement=CANARIES[0],
            people_affected=CANARIES[1],
            others_at_risk=CANARIES[2],
            found_on=days_ago(80),
        )
        bare = Problem.objects.create(
            org_id=plan.org_id, plan=plan, position=2, title="Reviews are overdue by more than a quarter"
        )
        cause = RootCause.objects.create(
            org_id=plan.org_id,
            plan=plan,
            cause="the shift leader changes at 17:00 without a written handover",
            effect="early signs are not passed on",
            event="an incident in the evening",
            theme="communication",
        )
        CauseProblem.objects.create(org_id=plan.org_id, plan=plan, root_cause=cause, problem=problem)
    slipped = plans.action(cast, plan, due_on=days_ago(12), title="Hand over from one written sheet")
    verified = plans.action(
        cast,
        plan,
        stage=Stage.IMMEDIATE,
        due_on=days_ago(30),
        state=ActionState.VERIFIED,
        title="A second person on every evening shift",
        completion_note=CANARIES[4],
        people_affected=CANARIES[5],
        step_down_criterion=CANARIES[6],
        review_on=days_ago(5),
    )
    claimed = plans.action(
        cast, plan, due_on=days_ago(3), state=ActionState.COMPLETE, title="Thresholds for calling clinical advice"
    )
    ahead = plans.action(
        cast, plan, stage=Stage.IMPROVEMENT, due_on=days_ago(-60), title="A structured day", starts_on=days_ago(-20)
    )
    with plans.writing(cast, org):
        for action in (slipped, verified, claimed):
            ActionCause.objects.create(org_id=plan.org_id, plan=plan, action=action, root_cause=cause)
        Extension.objects.create(
            org_id=plan.org_id,
            plan=plan,
            milestone=ahead.milestones.get(),
            old_due_on=days_ago(-60),
            new_due_on=days_ago(-90),
            reason="The day centre opens a month later than planned",
            interim_control="Two outings a week by our own staff",
            state=ExtensionState.ASKED,
            asked_at=now,
            asked_by=cast.manager,
        )
        item = evidence.add(
            problem=problem,
            kind=EvidenceKind.INCIDENT,
            occurred_on=days_ago(85),
            reference="Incident 114",
            summary=CANARIES[3],
            upload=SimpleUploadedFile("incident-114.txt", b"What happened on the evening of the fourth.\n"),
            by=cast.actor("manager"),
            at=now,
        )
        evidence.add(
            action=claimed,
            kind=EvidenceKind.RECORD,
            occurred_on=days_ago(2),
            reference="Rota, week 12",
            summary="",
            by=cast.actor("manager"),
            at=now,
        )
    milestone = milestone_of(cast, slipped)
    flag = _flag(cast, plan, milestone, now)
    return SimpleNamespace(
        plan=plan, problem=problem, bare=bare, cause=cause, slipped=slipped, verified=verified, claimed=claimed,
        ahead=ahead, item=item, flag=flag, milestone=milestone,
    )  # fmt: skip


def milestone_of(cast, action):
    with plans.writing(cast):
        return action.milestones.get()


def _flag(cast, plan, milestone, now):
    """Needs the worker's role, as the sweep does."""
    with context.every_tenant(by=context.Actor.system("sweep")):
        part = {"org_id": plan.org_id, "plan_id": plan.pk}
        flag = RedFlag.objects.create(
            **part,
            kind=FlagKind.MILESTONE_SLIPPED,
            milestone=milestone,
            due_on=milestone.due_on,
            since=days_ago(11),
            opened_at=now,
        )
        for rung, told in ((1, 1), (2, 0)):
            Escalation.objects.create(**part, flag=flag, rung=rung, raised_at=now, told=told)
        for person, state in ((cast.lead, NoticeState.SENT), (cast.governance, NoticeState.UNCERTAIN)):
            Notice.objects.create(
                **part,
                flag=flag,
                rung=1,
                recipient=person,
                message_id=f"{flag.pk}.{person.pk}@example.org",
                state=state,
                not_before=now,
                sent_at=now if state == NoticeState.SENT else None,
                to_address="SECRET-ADDRESS@example.org",
                text="SECRET-WORDS",
            )
    with plans.writing(cast):
        Acknowledgement.objects.create(
            **part,
            flag=flag,
            acknowledged_at=now,
            acknowledged_by=cast.governance,
            promise="A bank nurse covers the gap",
            promised_on=days_ago(-3),
        )
    return flag


def share(cast, plan, org="north_vale") -> PlanShare:
    with plans.writing(cast):
        return PlanShare.objects.create(
            org_id=plan.org_id, plan=plan, commissioner=cast.org(org), starts_on=days_ago(30), shared_by=cast.manager
        )


def grant(cast, plan, auditor="auditor") -> AuditGrant:
    with plans.writing(cast):
        return AuditGrant.objects.create(
            org_id=plan.org_id,
            plan=plan,
            auditor=getattr(cast, auditor),
            starts_on=days_ago(2),
            ends_on=days_ago(-28),
            granted_by=cast.governance,
        )


@contextlib.contextmanager
def the_worker():
    """Inside, this process is the worker. For tests with real commits (`own_database`)."""
    _be(conftest.login("WORKER_DATABASE_URL"))
    try:
        yield
    finally:
        _be(conftest.login("DATABASE_URL"))


def _be(who: dict) -> None:
    connection.close()
    connection.settings_dict.update(who)


def asked(cast, plan, who: str, kind: str, *, capacity=Capacity.PROVIDER) -> Document:
    """A document this person has asked for."""
    actor = cast.actor(who)
    with context.tenant(actor.membership.org_id, role=capacity, by=actor):
        return documents.ask(plan=Plan.objects.get(pk=plan.pk), kind=kind, by=actor, at=dates.now())


def seen(cast, document, who: str, *, capacity=Capacity.PROVIDER) -> Document:
    """The row as this person sees it now."""
    actor = cast.actor(who)
    with context.tenant(actor.membership.org_id, role=capacity, by=actor):
        return Document.objects.select_related("plan").get(pk=document.pk)


def content(document) -> bytes:
    with default_storage.open(document.key) as stored:
        return stored.read()


def text(pdf: bytes) -> str:
    """All words of a PDF, with the line breaks of its layout taken out."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def built(cast, plan, who: str, kind: str, *, capacity=Capacity.PROVIDER) -> bytes:
    """A document asked for and built. Needs the worker's role."""
    document = asked(cast, plan, who, kind, capacity=capacity)
    assert building.build_next()
    document = seen(cast, document, who, capacity=capacity)
    assert (document.state, document.failure) == (DocumentState.READY, "")
    return content(document)


@contextlib.contextmanager
def a_database(blocker, template: str):
    """As the worker in a database of its own, with commits: to build once what several tests read."""
    name = conftest._fresh(template)
    with blocker.unblock():
        before = connection.settings_dict["NAME"]
        conftest._use(NAME=name)
        try:
            with the_worker():
                yield
        finally:
            conftest._use(NAME=before)
            provision.drop_database(os.environ["PROVISION_DATABASE_URL"], name)
