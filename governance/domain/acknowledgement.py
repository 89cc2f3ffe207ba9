"""Answering a red flag: somebody says what will be done and by when, and the ladder waits until that day.

DOMAIN §5: at most 2 working days for an immediate control and 10 otherwise; a missed promise resumes the ladder one
rung up, which the sweep sees to.
"""

from datetime import date

from django.db import connection

from governance import rules
from governance.models import Acknowledgement, RedFlag
from governance.queries import flags as reads
from recovery import dates
from recovery.exceptions import Refused
from recovery.verbs import verb


@verb
def acknowledge(*, flag: RedFlag, promise: str, promised_on: date, by, at) -> Acknowledgement:
    today = dates.day_of(at)
    # Two people answering at once: the second sees the first one's promise. (A lock on the row would need the right to
    # change flags, which nobody but the sweep has.)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"flag {flag.pk}"])
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
    )
    made.save(force_insert=True)
    return made
