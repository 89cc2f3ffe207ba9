"""What people say about a plan and its parts, how far the work is, and whom they call with an @."""

from plans import mentions, rules
from plans.domain.current import part_now, plan_now
from plans.enums import CommentKind
from plans.models import Comment, Mention
from plans.models.base import PlanPart
from plans.queries import comments as reads
from plans.queries import people
from recovery.exceptions import Refused
from recovery.tenancy.versions import change_if_current
from recovery.verbs import verb


@verb
def write(*, text, by, at, plan=None, about: dict[str, PlanPart] | None = None, kind=CommentKind.COMMENT) -> Comment:
    """About the `plan`, or about one part of it (`about`: which part → the row). Whoever answers has seen the call."""
    if about:
        ((name, part),) = about.items()
        part = part_now(part)
        plan, about = part.plan, {name: part}
    else:
        plan, about = plan_now(plan), {}
    rules.may_comment(plan)
    called = _called(text)
    made = Comment.objects.create(
        org_id=plan.org_id,
        plan=plan,
        kind=kind,
        text=called.text,
        written_at=at,
        written_by=by.membership,
        created_at=at,
        **about,
    )
    _call(made, called.people, at)
    _see(reads.thread(plan, about), by, at)
    return made


@verb
def change(*, comment, version, text, by, at) -> Comment:
    """Who was called stays called: they may have read it."""
    comment = part_now(comment)
    rules.may_change_comment(comment, comment.plan, by=by)
    called = _called(text)
    changed = change_if_current(comment, version, text=called.text, edited_at=at)
    _call(changed, called.people, at)
    return changed


@verb
def withdraw(*, comment, by, at) -> Comment:
    """It is not shown any more, and waits for nobody. The history keeps what it said."""
    comment = part_now(comment)
    rules.may_change_comment(comment, comment.plan, by=by)
    Comment.objects.filter(pk=comment.pk).update(withdrawn_at=at, withdrawn_by=by.membership)
    return Comment.objects.get(pk=comment.pk)


@verb
def see(*, comment, by, at) -> None:
    """Somebody who was called has read it."""
    _see(Comment.objects.filter(pk=comment.pk), by, at)


def _called(text: str) -> mentions.Called:
    called = mentions.called(text, people.staff())
    if called.faults:
        raise Refused(" ".join(called.faults))
    return called


def _call(comment: Comment, people_called, at) -> None:
    """Whoever writes their own name is not waited for."""
    known = set(Mention.objects.filter(comment=comment).values_list("person_id", flat=True))
    Mention.objects.bulk_create(
        Mention(
            org_id=comment.org_id, plan_id=comment.plan_id, comment=comment, person=person, created_at=at,
            seen_at=at if person.pk == comment.written_by_id else None,
        )
        for person in people_called
        if person.pk not in known
    )  # fmt: skip


def _see(comments, by, at) -> None:
    Mention.objects.filter(comment__in=comments, person=by.membership, seen_at=None).update(seen_at=at)
