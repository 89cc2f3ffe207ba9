"""What people type into a plan. Forms validate and never save: `form.facts` is what a verb of `plans.domain` takes."""

from plans.forms.action import ActionForm
from plans.forms.calendar import FeedForm
from plans.forms.cause import CauseForm
from plans.forms.comment import CommentForm, ProgressForm
from plans.forms.decision import NoteForm, Read, ReasonForm, VerifyForm
from plans.forms.editable import Editable
from plans.forms.evidence import EvidenceForm
from plans.forms.gate import CriterionForm, GateForm, HoldForm, ReopenForm
from plans.forms.ledger import LedgerFilter
from plans.forms.milestone import ExtensionDecisionForm, ExtensionForm, ForecastForm, MilestoneForm
from plans.forms.partner import ContributionForm, PartnerForm
from plans.forms.plan import PlanFilter, PlanForm
from plans.forms.problem import ProblemForm
from plans.forms.review import ReviewForm
from plans.forms.spreadsheet import ColumnsForm, PeopleForm, SheetForm, SpreadsheetForm
from plans.forms.starting import CopyForm, FinishImportForm

__all__ = [
    "ActionForm",
    "CauseForm",
    "ColumnsForm",
    "CommentForm",
    "ContributionForm",
    "CopyForm",
    "CriterionForm",
    "Editable",
    "EvidenceForm",
    "ExtensionDecisionForm",
    "ExtensionForm",
    "FeedForm",
    "FinishImportForm",
    "ForecastForm",
    "GateForm",
    "HoldForm",
    "LedgerFilter",
    "MilestoneForm",
    "NoteForm",
    "PartnerForm",
    "PeopleForm",
    "PlanFilter",
    "PlanForm",
    "ProblemForm",
    "ProgressForm",
    "Read",
    "ReasonForm",
    "ReopenForm",
    "ReviewForm",
    "SheetForm",
    "SpreadsheetForm",
    "VerifyForm",
]
