"""Answering a red flag: somebody says what will be done and by when, and the ladder waits until that day.

The day lies at most 2 working days ahead for an immediate control and 10 otherwise; a missed promise resumes the ladder
one rung up, which the sweep sees to.
"""

from datetime import date

from governance import rules
from governance.domain.locks import one_at_a_time
from governance.models import Acknowledgement, RedFlag
from governance.queries import flags as reads
from plans.domain.guard import Guard
from recovery import dates
from recovery.exceptions import Refused
from recovery.verbs import verb


@verb
def acknowledge(*, flag: RedFlag, promise: str, promised_on: date, by, at) -> Acknowledgement:
    today = dates.day_of(at)
    # Of two people answering at once, the second sees the first one's promise.
    one_at_a_time("flag", flag.pk)
    flag = RedFlag.objects.select_related("milestone__action").get(pk=flag.pk)
    rules.may_acknowledge(flag, reads.answers().filter(flag=flag), today)
    if refusal := rules.promise_refusal(promised_on, flag.milestone.action.stage, today):
        raise Refused(refusal)
    if by.membership is None:
        raise Refused("Only a person can answer a flag.")
    made = Acknowledgement(
        org_id=flag.org_id,
        plan_id=flag.plan_id,
        flag=flag,
        acknowledged_at=at,
        acknowledged_by=by.membership,
        promise=promise,
        promised_on=promised_on,
        held=Guard(flag.plan, at).held(Acknowledgement, {"promise": promise}),
    )
    made.save(force_insert=True)
    return made
