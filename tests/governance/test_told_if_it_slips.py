"""The person who “is told if it slips” is told, and reads why."""

import pytest

from governance import emails
from governance.domain import sweep
from governance.models import Notice
from recovery import dates
from recovery.tenancy import context
from recovery.tenancy.context import Actor
from tests.factories import plans as facts
from tests.governance.test_delivery import SWEEPER


@pytest.mark.usefixtures("as_worker")
def test_their_email_says_why_they_get_it_and_asks_nothing_that_is_the_owners(cast):
    facts.slipped(cast, escalation_contact=cast.assessor)
    with context.every_tenant(by=SWEEPER):
        sweep.sweep(by=SWEEPER, at=dates.now())
    with context.tenant(cast.org("alder"), by=Actor.system("test")):
        notice = Notice.objects.select_related("flag__milestone__action__owner").get(recipient=cast.assessor)
        flag = emails.reads.to_write_about({notice.flag_id})[notice.flag_id]
        letter = emails.red_flag(flag, 1, cast.assessor, "assessor@example.org", gap=False)
    assert "you are named as the person who is told if this action slips" in letter.text
    assert "Tom Ellery answers it." in letter.text
    assert "you own this action" not in letter.text
