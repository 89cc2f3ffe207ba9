"""Notices a second: two worker processes, one real SMTP sink, everything due at once.

python -m tests.bench.delivery drain   is what each of the two processes runs
"""

import logging
import os
import subprocess
import sys
import time

from aiosmtpd.controller import Controller
from django.db import connection

from recovery.tenancy import context
from tests.bench.measure import Row
from tests.conftest import ROOT, addresses
from tests.journeys.stack import free_port

PROCESSES = 2
WANTED = 1_000
SYSTEM = context.Actor.system("bench")


class Counting:
    def __init__(self):
        self.times: list[float] = []

    async def handle_DATA(self, server, session, envelope):
        self.times.append(time.perf_counter())
        return "250 Kept"


def notices_a_second(label: str, database: str) -> Row:
    """`ms` is for one notice, from the first accepted to the last. The sweep has written them all before."""
    sink = Counting()
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # the sink would write ten lines for each email
    server = Controller(sink, hostname="127.0.0.1", port=free_port())
    server.start()
    with context.every_tenant(by=SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE governance_notice SET not_before = now() + interval '1 day' WHERE id NOT IN"
            " (SELECT id FROM governance_notice ORDER BY id LIMIT %s)",
            [WANTED],
        )
    environment = (
        os.environ
        | addresses(database)
        | {
            "HOLDFAST_PROCESS": "worker",
            "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
        }
    )
    try:
        drains = [
            subprocess.Popen([sys.executable, "-m", "tests.bench.drain"], cwd=ROOT, env=environment)
            for _ in range(PROCESSES)
        ]
        for drain in drains:
            drain.wait(300)
    finally:
        server.stop()
    seconds = sink.times[-1] - sink.times[0]
    rate = (len(sink.times) - 1) / seconds
    return Row(f"one notice of {len(sink.times):,} ({rate:,.0f}/s)", label, 1000 / rate, goal="≥ 200/s")
