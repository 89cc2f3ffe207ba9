"""`python -m tests.bench.drain`: one worker process that hands over what is due, until nothing is."""

import datetime

import django

django.setup()

from governance import emails  # noqa: E402
from governance.domain import delivery  # noqa: E402
from recovery import dates  # noqa: E402
from recovery.mail import Transport  # noqa: E402

with Transport.from_settings() as transport:
    until = dates.now() + datetime.timedelta(minutes=5)
    delivery.drain(transport=transport, write=emails.red_flags, until=until)
