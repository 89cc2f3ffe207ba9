"""What an import would make of its file now, for the people of this organisation."""

from plans import queries
from plans.enums import PlanState
from plans.models import Action, Plan, Problem, RootCause, SpreadsheetImport
from plans.spreadsheets import foreign, own
from plans.spreadsheets.outcome import Outcome
from plans.spreadsheets.people import Roll
from recovery import dates


def outcome(row: SpreadsheetImport) -> Outcome:
    rolls = {"owners": Roll(queries.owners()), "staff": Roll(queries.staff())}
    arranged = row.arrangement
    if arranged["own"]:
        return own.draft(row.sheets, people=arranged["people"], today=dates.today(), **rolls)
    return foreign.draft(
        row.sheets[arranged["sheet"]]["rows"],
        first=arranged["first"],
        count=arranged["count"],
        chosen=arranged["columns"],
        stage=arranged["stage"],
        people=arranged["people"],
        **rolls,
    )


def under_way(by):
    """What this person has begun and neither finished nor given up."""
    return SpreadsheetImport.objects.filter(uploaded_by=by.membership, finished_at=None, cancelled_at=None).defer(
        "sheets"
    )


def empty_drafts():
    """Drafts in which nothing stands yet, so that a whole plan can go into them."""
    drafts = Plan.objects.filter(state=PlanState.DRAFT).select_related("service")
    for part in (Problem, RootCause, Action):
        drafts = drafts.exclude(pk__in=part.objects.values("plan"))
    return drafts
