"""The open red flags of one plan, as its overview shows them. Two queries at most, however many flags."""

from collections import defaultdict
from collections.abc import Iterable

from governance.models import Acknowledgement, RedFlag
from plans.models import Plan
from plans.queries import ActionRow
from recovery.tenancy.rows import rows_of

FLAGS = """
SELECT flag.*,
    (SELECT max(rung) FROM governance_escalation WHERE flag_id = flag.id AND episode = flag.episode) AS rung,
    ARRAY(SELECT rung FROM governance_escalation
          WHERE flag_id = flag.id AND episode = flag.episode AND told = 0 ORDER BY rung) AS gaps
FROM governance_redflag flag WHERE plan_id = %s AND closed_at IS NULL ORDER BY since, opened_at, id
"""
ANSWERS = """
SELECT answer.* FROM governance_acknowledgement answer JOIN governance_redflag flag ON flag.id = answer.flag_id
WHERE answer.flag_id = ANY (%s) AND answer.acknowledged_at >= flag.opened_at ORDER BY answer.acknowledged_at
"""


def open_flags(plan: Plan, rows: Iterable[ActionRow]) -> list[RedFlag]:
    """The longest true first, each with its answers (oldest first), the highest rung it has reached, and the gaps.

    What they are about is in `rows` already, so nothing of it is read again.
    """
    flags = rows_of(RedFlag, FLAGS, [plan.pk])
    answers = defaultdict(list)
    for answer in rows_of(Acknowledgement, ANSWERS, [[flag.pk for flag in flags]]) if flags else ():
        answers[answer.flag_id].append(answer)
    about = {one.pk: one for row in rows for one in row.milestones}
    for flag in flags:
        flag.plan, flag.milestone, flag.answers = plan, about[flag.milestone_id], answers[flag.pk]
    return flags
