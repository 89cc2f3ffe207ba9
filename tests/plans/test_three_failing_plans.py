"""Three plans that fail in the same way every year, typed in as they usually are; and one of them written anew.

Each of the three is a title and nothing else: no owner, no date, nothing to inspect. The check says what a commissioner
would say. The plan written anew answers all of it.
"""

import datetime

import pytest
from django.urls import reverse

from plans import credibility, queries
from plans.domain import stated_hours
from plans.enums import Severity
from plans.models import Action, Plan, Problem, RootCause
from plans.rules import load
from recovery import dates
from tests.factories import plans as facts


class Writer:
    """A manager at the browser, without JavaScript."""

    def __init__(self, client, cast, inside):
        self.client, self.cast, self.inside = client, cast, inside
        self.post("plan_new", service=cast.service("alder_house").pk, title="Recovery plan", **self.day("starts_on", 0))
        with inside():
            self.plan = Plan.objects.get(title="Recovery plan")

    @staticmethod
    def day(name: str, days: int) -> dict:
        on = dates.today() + datetime.timedelta(days=days)
        return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}

    def post(self, name: str, *args, **typed):
        answer = self.client.post(reverse(name, args=args), typed)
        assert answer.status_code == 302, answer.content.decode()

    def criterion(self, gate: str, statement: str, kind: str, **typed):
        self.client.post(
            f"{reverse('criterion_new', args=[self.plan.pk])}?gate={gate}",
            {"kind": kind, "statement": statement} | typed,
        )

    def _newest(self, model):
        with self.inside():
            return model.objects.filter(plan=self.plan).latest("created_at").pk

    def problem(self, title: str, **typed):
        self.post("problem_new", self.plan.pk, title=title, **typed)
        return self._newest(Problem)

    def evidence(self, problem, reference: str, kind: str):
        self.post("evidence_new", problem, kind=kind, reference=reference, **self.day("occurred_on", -10))

    def cause(self, problem, **typed):
        self.post("cause_new", self.plan.pk, problems=problem, **{"theme": "other"} | typed)
        return self._newest(RootCause)

    def action(self, title: str, *, stage="stabilisation", starts=None, due=None, review=None, **typed):
        for name, days in (("starts_on", starts), ("due_on", due), ("review_on", review)):
            typed |= {} if days is None else self.day(name, days)
        self.post("action_new", self.plan.pk, title=title, stage=stage, **typed)
        return self._newest(Action)

    def found(self) -> list:
        with self.inside():
            return credibility.findings(queries.facts(self.plan))

    def rules(self) -> set[str]:
        return {one.rule for one in self.found()}


@pytest.fixture
def writer(db, sign_in, cast, inside):
    return Writer(sign_in("manager"), cast, inside)


def one_line(writer, title: str, cause: str, action: str, **typed) -> set[str]:
    problem = writer.problem(title)
    found = writer.cause(problem, cause=cause)
    writer.action(action, root_causes=found, **typed)
    return writer.rules()


def test_review_strategies(writer):
    """No evidence, half a cause that judges, nobody's, by no day; and looking again is no change."""
    rules = one_line(
        writer, "Incidents continue", "Strategies were poor", "Review strategies", action_type="further_study"
    )
    assert rules == {"C3", "C1", "C2", "A1", "A2", "A3", "A8", "P1", "P4"}


def test_train_staff_in_de_escalation(writer):
    """Training is the only answer, to a cause that stops at what staff did."""
    rules = one_line(
        writer,
        "Restraint is used too often",
        "Staff ignored the support plan",
        "Train staff in de-escalation",
        action_type="training",
    )
    assert rules == {"C3", "C1", "C2", "A1", "A3", "A5", "A8", "P1", "P4"}


def test_complete_all_overdue_reviews(writer):
    """A backlog is emptied once; what let it grow stays. No type is chosen, so no strength is claimed."""
    rules = one_line(writer, "Reviews are overdue", "Nobody did the reviews", "Complete all overdue reviews")
    assert rules == {"C3", "C1", "C2", "A1", "A2", "A3", "A8", "P1", "P4"}


def test_none_of_the_three_can_be_sent(writer):
    one_line(writer, "Reviews are overdue", "Nobody did the reviews", "Complete all overdue reviews")
    assert writer.client.post(reverse("plan_submit", args=[writer.plan.pk])).status_code == 403


def written_anew(writer) -> None:
    """Missed reviews once more: triage, protected hours, outcomes that staff work by, and practice that is observed."""
    people = {"owner": writer.cast.lead.pk, "escalation_contact": writer.cast.governance.pk}
    others = people | {"owner": writer.cast.deputy.pk}
    with facts.writing(writer.cast):
        stated_hours.state(
            person=writer.cast.lead,
            hours_a_week=10,
            starts_on=load.week_of(dates.today()),
            by=writer.cast.actor("lead"),
            at=dates.now(),
        )
    problem = writer.problem(
        "Nine of twelve support plans are past their review date",
        statement="The register of 2 March shows nine past their date, two of them by more than six months.",
        people_affected="P-01 to P-09; each is told the new date, and the two longest waiting were seen this week.",
        others_at_risk="The three people whose reviews fall due in the next quarter.",
        monitoring="The deputy reads the review register aloud each Monday; the oldest open review is named.",
    )
    writer.evidence(problem, "Review register, 2 March", "missed_review")
    writer.evidence(problem, "File audit, twelve of twelve", "audit_finding")
    hours = writer.cause(
        problem,
        cause="The rota marked no hours in which reviews are held",
        effect="the manager being counted into shift numbers on review days",
        event="people being supported by a plan that no longer fits them",
        theme="staffing_stability",
        method="five_whys",
        whys=["Nine reviews were not held", "The manager was working on the floor", "The rota counts the manager in"],
    )
    form = writer.cause(
        problem,
        cause="The review form asked what was discussed and had no line for what staff do from the next shift",
        effect="reviews ending as minutes in a folder",
        event="daily support going on unchanged after a review",
        theme="reviews",
        method="timeline",
    )
    writer.action(
        "Triage the nine overdue reviews by risk and hold the two at tier 1 by Friday",
        stage="immediate", starts=0, due=5, review=21, root_causes=hours, action_type="tangible_leadership",
        deliverable="A signed register with a tier for each of the nine people, and two completed reviews",
        step_down_criterion="No review at tier 1 has waited more than 5 working days", **people,
    )  # fmt: skip
    writer.action(
        "Protect eight manager hours each week for reviews, outside shift numbers",
        starts=3, due=28, root_causes=hours, action_type="staffing", hours_a_week="8",
        deliverable="Four published rotas with the 8 hours marked and the cover named", **people,
    )  # fmt: skip
    writer.action(
        "Replace the review form by one with a four-part outcomes section that the system requires before it closes",
        starts=7, due=45, root_causes=form, action_type="forcing_function",
        deliverable="New form installed, old form removed, 5 reviews closed with all four outcomes filled in", **others,
    )  # fmt: skip
    writer.action(
        "Open each shift with a five-minute briefing from the outcomes of that week's reviews",
        starts=14, due=60, root_causes=form, action_type="checklist",
        deliverable="Signed briefing sheet for each shift over 4 weeks, naming the person and the step", **others,
    )  # fmt: skip
    writer.action(
        "Sign off each of 14 staff on two outcomes by observation on shift before they work alone with the person",
        stage="improvement", starts=30, due=90, root_causes=[hours, form], action_type="simulation",
        deliverable="14 signed observation records with date, observer and the two outcomes seen", **others,
    )  # fmt: skip
    writer.criterion(
        "stabilisation", "Both tier 1 reviews have been held and the register is read out", "stage_complete"
    )
    writer.criterion("improvement", "Every change has been looked at by somebody else", "stage_verified")
    writer.criterion("sustaining", "No review was late for eight weeks", "no_slip", weeks="8")


def test_written_anew_nothing_blocks_and_nothing_is_asked(writer):
    written_anew(writer)
    found = writer.found()
    assert [one for one in found if one.severity in (Severity.BLOCKS, Severity.WARNS)] == []
    assert [one.sentence for one in found] == []
    assert writer.client.post(reverse("plan_submit", args=[writer.plan.pk])).status_code == 302
