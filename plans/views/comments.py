"""What people say about a plan and its parts, and how far the work is. It stays inside the organisation."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from plans import queries, rules
from plans.domain import comments
from plans.enums import CommentKind
from plans.forms import CommentForm, ProgressForm
from plans.models import Comment, Plan
from plans.models.base import PlanPart
from plans.presenters import comments as words
from plans.presenters import pages
from plans.queries import comments as reads
from plans.views import editing
from recovery import dates
from recovery.exceptions import Refused, Stale
from recovery.tenancy.permissions import page

PER_PAGE = 30
WITH_ITS_ACTION = {"milestone": ("action",), "extension": ("milestone__action",)}


def _part(kind: str, about_id) -> PlanPart:
    if kind not in reads.ABOUT:
        raise Http404
    found = reads.ABOUT[kind].objects.select_related("plan__service", *WITH_ITS_ACTION.get(kind, ()))
    return get_object_or_404(found, pk=about_id)


@page("comment.write")
def plan_comments(request, plan_id):
    """All that was said about the plan and its parts; what is written here is about the plan."""
    plan = get_object_or_404(Plan.objects.select_related("service"), pk=plan_id)
    return _thread(request, plan, {}, reads.of_plan(plan), "Comments")


@page("comment.write")
def part_comments(request, kind, about_id):
    part = _part(kind, about_id)
    about = {kind: part}
    title = f"Comments on {words.called(kind, part)}"
    return _thread(request, part.plan, about, reads.thread(part.plan, about), title)


def _thread(request, plan: Plan, about: dict[str, PlanPart], found, title: str):
    """The conversation, with a form at its end. It opens where it is newest."""
    form = CommentForm(request.POST or None)
    if request.method == "POST":
        rules.may_comment(plan)
        if made := _written(request, form, plan=plan, about=about):
            return editing.done(request, f"{request.path}#comment-{made.pk}", "Written")
    pages_of = Paginator(reads.shown(found), PER_PAGE)
    shown = pages_of.get_page(request.GET.get("page") or pages_of.num_pages)
    name, part = next(iter(about.items()), ("", None))
    context = pages.frame(request, plan, title) | {
        "form": form,
        "page": shown,
        "lines": words.lines(shown.object_list, request.actor),
        "whole": not about,
        "back": words.place(plan, name, part),
        "back_words": words.called(name, part),
        "refusal": rules.explain(rules.may_comment, plan),
        "people": queries.staff(),
    }
    return render(request, "plans/comments.html", context, status=422 if form.is_bound else 200)


def _written(request, form: CommentForm, **facts: Any) -> Comment | None:
    """Nothing, and the reason beside the field, if it cannot be written as it is."""
    if not form.is_valid():
        return None
    try:
        return comments.write(by=request.actor, at=dates.now(), **form.facts, **facts)
    except Refused as refusal:
        form.refuse(str(refusal), "text")
        return None


def _note(request, kind: str, about_id):
    """How far an action or a milestone is, in a few words."""
    part = _part(kind, about_id)
    rules.may_comment(part.plan)
    form = ProgressForm(request.POST or None)
    back = words.thread_url(part.plan, kind, part)
    if request.method == "POST" and _written(request, form, about={kind: part}, kind=CommentKind.PROGRESS):
        return editing.done(request, back, "Written")
    return editing.form_page(
        request,
        form,
        plan=part.plan,
        title="How far is it?",
        intro=f"About {words.called(kind, part)}.",
        save="Save the note",
        cancel=words.place(part.plan, kind, part),
        below="plans/people_to_call.html",
        people=queries.staff(),
    )


@page("action.progress")
def action_note(request, action_id):
    return _note(request, "action", action_id)


@page("action.progress")
def milestone_note(request, milestone_id):
    return _note(request, "milestone", milestone_id)


def _comment(comment_id) -> Comment:
    return get_object_or_404(Comment.objects.select_related("plan__service", *reads.WITH_IT), pk=comment_id)


@page("comment.write")
@require_safe
def comment_show(request, comment_id):
    """To where it stands in its conversation."""
    comment = _comment(comment_id)
    name, part = words.subject(comment)
    before = reads.thread(comment.plan, {name: part}) if part else reads.of_plan(comment.plan)
    number = before.filter(written_at__lt=comment.written_at).count() // PER_PAGE + 1
    return redirect(f"{words.thread_url(comment.plan, name, part)}?page={number}#comment-{comment.pk}")


@page("comment.write")
def comment_edit(request, comment_id):
    comment = _comment(comment_id)
    rules.may_change_comment(comment, comment.plan, by=request.actor)
    back = reverse("comment_show", args=[comment.pk])
    form = editing.open_form(CommentForm, request, comment)
    if form.is_bound and form.is_valid():
        try:
            comments.change(
                comment=comment, version=form.opened_version, by=request.actor, at=dates.now(), **form.facts
            )
            return editing.done(request, back)
        except Stale as stale:
            return editing.conflict(request, form, stale, plan=comment.plan, what="this comment", cancel=back)
        except Refused as refusal:
            form.refuse(str(refusal), "text")
    return editing.form_page(
        request,
        form,
        plan=comment.plan,
        title="Change your comment",
        save="Save the comment",
        cancel=back,
        below="plans/people_to_call.html",
        people=queries.staff(),
    )


@page("comment.write")
def comment_withdraw(request, comment_id):
    comment = _comment(comment_id)
    rules.may_change_comment(comment, comment.plan, by=request.actor)
    back = reverse("comment_show", args=[comment.pk])
    if request.method == "POST":
        comments.withdraw(comment=comment, by=request.actor, at=dates.now())
        return editing.done(request, back, "Withdrawn")
    return editing.confirm_page(
        request,
        plan=comment.plan,
        title="Withdraw your comment?",
        sentence="Readers then see that there was one, and not what it said. The history keeps it.",
        label="Withdraw the comment",
        cancel=back,
    )


@page("comment.write")
@require_POST
def comment_see(request, comment_id):
    """Somebody who is called says that they have read it. Reading alone tells nobody anything."""
    comment = _comment(comment_id)
    comments.see(comment=comment, by=request.actor, at=dates.now())
    return editing.done(request, reverse("comment_show", args=[comment.pk]), "It no longer waits for you")
