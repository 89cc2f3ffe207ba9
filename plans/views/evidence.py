"""Evidence of a problem, and evidence that an action is done. It is added and withdrawn, never changed."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from plans import queries, rules
from plans.domain import evidence
from plans.exceptions import BadUpload
from plans.forms import EvidenceForm, ReasonForm
from plans.forms.register import EvidenceFilter
from plans.models import Action, EvidenceItem, Plan, Problem
from plans.presenters import evidence as words
from plans.presenters import pages
from plans.queries import evidence as reads
from plans.views import editing, write
from recovery import dates
from recovery.exceptions import Refused
from recovery.tenancy.permissions import may, page, refusal

FORM = {"title": "Add evidence", "save": "Save the evidence", "multipart": True}


PER_PAGE = 25


@page("plan.view")
@require_safe
def plan_evidence(request, plan_id):
    """The register: every piece as it stands now, with the versions before it."""
    plan, today = get_object_or_404(Plan.objects.select_related("service"), pk=plan_id), dates.today()
    every = list(reads.register(plan))
    form = EvidenceFilter(
        request.GET, owners=sorted({one.owner for one in every if one.owner}, key=lambda one: one.name)
    )
    shown = Paginator(words.narrowed(every, today, **form.wanted), PER_PAGE).get_page(request.GET.get("page"))
    before = reads.versions_before(plan, shown.object_list)
    context = pages.frame(request, plan, "Evidence") | {
        "form": form,
        "total": len(every),
        "page": shown,
        "lines": words.lines(shown.object_list, before, request.workspace, today),
    }
    return render(request, "plans/plan_evidence.html", context)


@page("plan.edit")
def evidence_new(request, problem_id):
    problem = get_object_or_404(Problem.objects.select_related("plan__service"), pk=problem_id)
    rules.may_keep_files(problem.plan)
    form = EvidenceForm(request.POST or None, request.FILES or None, of_action=False)
    if form.is_valid():
        try:
            evidence.add(problem=problem, by=request.actor, at=dates.now(), **form.facts)
            return write.evidenced(request, problem)
        except BadUpload as refusal:
            form.add_error("upload", str(refusal))
    return editing.form_page(
        request,
        form,
        plan=problem.plan,
        slot=f"evidence-new-{problem.pk}",
        intro=f"For the problem “{problem.title}”.",
        cancel=editing.written(problem.plan, f"evidence-of-{problem.pk}"),
        **FORM,
    )


@page("action.progress")
def action_evidence_new(request, action_id):
    action = get_object_or_404(Action.objects.select_related("plan__service"), pk=action_id)
    rules.may_add_evidence(action, action.plan)
    back = reverse("action_detail", args=[action.pk]) + "#evidence"
    form = EvidenceForm(request.POST or None, request.FILES or None, of_action=True)
    if form.is_valid():
        try:
            evidence.add(action=action, by=request.actor, at=dates.now(), **form.facts)
            return editing.done(request, back)
        except BadUpload as refusal:
            form.add_error("upload", str(refusal))
    intro = f"For {action.reference} {action.title}. {action.evidence_expected}"
    return editing.form_page(request, form, plan=action.plan, cancel=back, intro=intro, **FORM)


@page("action.progress")
def evidence_renew(request, evidence_id):
    """A newer version; of the evidence of a problem, only for whoever may write the plan."""
    item = get_object_or_404(
        EvidenceItem.objects.select_related("plan__service", "problem__plan", "action"), pk=evidence_id
    )
    if item.action_id is None and not may(request.workspace, "plan.edit"):
        raise Refused(refusal("plan.edit"))
    rules.may_replace_evidence(item, item.plan, item.action, replaced=queries.is_replaced(item))
    initial = {"reference": item.reference, "owner": item.owner_id}
    form = EvidenceForm(
        request.POST or None, request.FILES or None, of_action=bool(item.action_id), renewed=True, initial=initial
    )
    back = reverse("plan_evidence", args=[item.plan_id])
    if form.is_valid():
        try:
            evidence.renew(item=item, by=request.actor, at=dates.now(), **form.facts)
            return editing.done(request, back)
        except BadUpload as refused:
            form.add_error("upload", str(refused))
    return editing.form_page(
        request,
        form,
        plan=item.plan,
        title="Add a newer version",
        save="Save the newer version",
        multipart=True,
        cancel=back,
        intro=f"Of {item.get_kind_display().lower()} “{item.reference}”, {dates.uk_date(item.occurred_on)}. "
        "It stays in the register, and this one counts in its place.",
    )


@page("plan.edit")
def evidence_withdraw(request, evidence_id):
    item = get_object_or_404(
        EvidenceItem.objects.select_related("plan__service", "problem__plan", "action"), pk=evidence_id
    )
    rules.may_withdraw_evidence(item, item.plan, item.action, others=queries.kinds_without(item))
    back = (
        reverse("action_detail", args=[item.action_id]) + "#evidence"
        if item.action_id
        else editing.written(item.plan, f"evidence-of-{item.problem_id}")
    )
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        evidence.withdraw(item=item, by=request.actor, at=dates.now(), **form.cleaned_data)
        return editing.done(request, back)
    return editing.confirm_page(
        request,
        plan=item.plan,
        form=form,
        title=f"Withdraw the evidence “{item.reference}”?",
        sentence="It no longer counts. It stays in the register, with your reason.",
        label="Withdraw the evidence",
        cancel=back,
    )
