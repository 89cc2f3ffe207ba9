"""D1: somebody answers for words that look personal, or no longer does."""

from plans import rules
from plans.domain import guard
from plans.domain.current import part_now, plan_now
from plans.models import ConfirmedText
from plans.queries import held as reads
from recovery.exceptions import Refused
from recovery.verbs import verb


@verb
def confirm(*, plan, fragment, reason, by, at) -> ConfirmedText:
    """These exact words may leave, everywhere in this plan. An NHS number never: it is mended."""
    plan = plan_now(plan)
    rules.must_say_why(reason)
    kinds = {found.words: found.kind for text in reads.held_in(plan) for found in text.found}
    rules.may_confirm_text(plan, kinds.get(fragment, ""))
    made = ConfirmedText.objects.create(
        org_id=plan.org_id,
        plan=plan,
        fragment=fragment,
        kind=kinds[fragment],
        reason=reason,
        confirmed_at=at,
        confirmed_by=by.membership,
        created_at=at,
    )
    guard.settle(plan, at=at)
    return made


@verb
def withdraw(*, confirmed, reason, by, at) -> None:
    """The words are looked at anew: what commissioners read no longer holds them."""
    confirmed = part_now(confirmed)
    rules.must_say_why(reason)
    if confirmed.withdrawn_at:
        raise Refused("This confirmation has already been withdrawn.")
    ConfirmedText.objects.filter(pk=confirmed.pk).update(withdrawn_at=at, withdrawn_by=by.membership)
    guard.settle(confirmed.plan, at=at)


@verb
def check(*, plan, by, at, reason="Shared texts were checked for personal data") -> int:
    """Texts that were written before there was a guard, or before it knew what it knows now."""
    return guard.settle(plan_now(plan), at=at)
