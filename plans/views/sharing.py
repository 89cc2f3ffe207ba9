"""Who outside may read a plan: commissioners it is shared with, and auditors with a view for a limited time."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from plans import rules
from plans.domain import sharing
from plans.forms.decision import ReasonForm
from plans.forms.sharing import GrantForm, ShareForm
from plans.models import AuditGrant, Plan, PlanShare
from plans.presenters import pages
from plans.presenters import sharing as sharing_words
from plans.queries import held as held_queries
from plans.queries import sharing as sharing_queries
from plans.views import editing
from recovery import dates
from recovery.exceptions import Refused
from recovery.tenancy.permissions import page


def _sharing(plan) -> str:
    return reverse("plan_sharing", args=[plan.pk])


@page("plan.view")
@require_safe
def plan_sharing(request, plan_id):
    plan = get_object_or_404(Plan.objects.select_related("service"), pk=plan_id)
    today = dates.today()
    shares = [sharing_words.opening(one, today) for one in sharing_queries.shares(plan)]
    grants = [sharing_words.opening(one, today) for one in sharing_queries.grants(plan)]
    held = [sharing_words.held_text(one, plan) for one in held_queries.held_in(plan)]
    context = pages.frame(request, plan, "Sharing") | {
        "held": held,
        "held_title": sharing_words.held_title(plan, held),
        "confirmed": held_queries.confirmed(plan),
        "shares": shares,
        "shares_title": sharing_words.readers(plan, shares, "commissioner"),
        "grants": grants,
        "grants_title": sharing_words.readers(plan, grants, "auditor"),
        "unseen": sharing_words.nothing_visible(plan),
        "what_they_see": sharing_words.WHAT_THEY_SEE,
        "refusal": rules.explain(rules.may_share, plan, held=bool(held)),
    }
    return render(request, "plans/sharing.html", context)


@page("plan.share")
def share_new(request, plan_id):
    plan = get_object_or_404(Plan.objects.select_related("service"), pk=plan_id)
    rules.may_share(plan, held=bool(held_queries.held_in(plan)))
    known = sharing_queries.commissioners_known(plan)
    form = ShareForm(request.POST or None, known=known, initial={"starts_on": dates.today()})
    if form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("code", "starts_on", "ends_on")}
        try:
            share = sharing.share(plan=plan, by=request.actor, at=dates.now(), **facts)
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            said = sharing_words.shared(sharing_queries.shares(plan).get(pk=share.pk), plan)
            return editing.done(request, _sharing(plan), said)
    intro = " ".join(part for part in (sharing_words.nothing_visible(plan), sharing_words.WHAT_THEY_SEE) if part)
    return editing.form_page(
        request,
        form,
        plan=plan,
        title="Share this plan with a commissioner",
        save="Share the plan",
        intro=intro,
        cancel=_sharing(plan),
    )


@page("plan.share")
def share_revoke(request, plan_id, share_id):
    share = get_object_or_404(
        PlanShare.objects.select_related("plan__service", "commissioner"), pk=share_id, plan=plan_id
    )
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        sharing.revoke(share=share, by=request.actor, at=dates.now(), reason=form.cleaned_data["reason"])
        return editing.done(request, _sharing(share.plan), f"{share.commissioner.name} no longer sees this plan")
    return editing.confirm_page(
        request,
        plan=share.plan,
        form=form,
        title=f"Stop sharing with {share.commissioner.name}?",
        sentence="They lose sight of this plan and its reports at once. The history keeps when they had it, and why.",
        label="Stop sharing",
        cancel=_sharing(share.plan),
        refusal=sharing_words.over(share),
    )


@page("plan.grant_audit")
def grant_new(request, plan_id):
    plan = get_object_or_404(Plan.objects.select_related("service"), pk=plan_id)
    auditors = sharing_queries.auditors()
    form = GrantForm(request.POST or None, auditors=auditors, initial={"starts_on": dates.today()})
    if form.is_valid():
        facts = form.cleaned_data
        try:
            sharing.grant(plan=plan, by=request.actor, at=dates.now(), **facts)
        except Refused as refusal:
            form.add_error("auditor", str(refusal))
        else:
            until = dates.uk_date(facts["ends_on"])
            return editing.done(request, _sharing(plan), f"{facts['auditor'].name} can read this plan until {until}")
    return editing.form_page(
        request,
        form,
        plan=plan,
        title="Give an auditor a view of this plan",
        save="Give the view",
        intro=sharing_words.what_auditors_see(auditors),
        cancel=_sharing(plan),
    )


@page("plan.grant_audit")
def grant_revoke(request, plan_id, grant_id):
    grant = get_object_or_404(AuditGrant.objects.select_related("plan__service", "auditor"), pk=grant_id, plan=plan_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        sharing.revoke_grant(grant=grant, by=request.actor, at=dates.now(), reason=form.cleaned_data["reason"])
        return editing.done(request, _sharing(grant.plan), f"{grant.auditor.name} no longer sees this plan")
    return editing.confirm_page(
        request,
        plan=grant.plan,
        form=form,
        title=f"End the view of {grant.auditor.name}?",
        sentence="They lose sight of this plan at once. The history keeps when they had it, and why it ended.",
        label="End the view",
        cancel=_sharing(grant.plan),
        refusal=sharing_words.over(grant),
    )
