from plans.models.action import Action, ActionCause, Extension, Milestone
from plans.models.calendar import CalendarFeed
from plans.models.comment import Comment, Mention
from plans.models.confirmed import ConfirmedText
from plans.models.download import FileDownload
from plans.models.gate import ExitCriterion, GateDecision, SustainingReview
from plans.models.partner import Contribution, Partner
from plans.models.plan import Plan
from plans.models.problem import CauseProblem, EvidenceItem, Problem, RootCause, StoredFile, Why
from plans.models.review import ControlReview
from plans.models.sharing import AuditGrant, PlanShare
from plans.models.spreadsheet import SpreadsheetImport
from plans.models.workforce import ProtectedTime, RotaWeek, StatedHours

__all__ = [
    "Action",
    "ActionCause",
    "AuditGrant",
    "CalendarFeed",
    "CauseProblem",
    "Comment",
    "ConfirmedText",
    "Contribution",
    "ControlReview",
    "EvidenceItem",
    "ExitCriterion",
    "Extension",
    "FileDownload",
    "GateDecision",
    "Mention",
    "Milestone",
    "Partner",
    "Plan",
    "PlanShare",
    "Problem",
    "ProtectedTime",
    "RootCause",
    "RotaWeek",
    "StatedHours",
    "SpreadsheetImport",
    "StoredFile",
    "SustainingReview",
    "Why",
]
