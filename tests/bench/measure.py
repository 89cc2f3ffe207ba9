"""Timing one thing: median of many runs, its queries, its memory, its bytes."""

import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass
class Row:
    what: str
    data: str
    ms: float
    u: float | None = None
    queries: int | None = None
    kib: float | None = None
    size: int | None = None
    goal: str = ""

    def cells(self) -> list[str]:
        return [
            self.what,
            self.data,
            f"{self.ms:.2f}",
            "" if self.u is None else f"{self.u:.1f}",
            "" if self.queries is None else str(self.queries),
            "" if self.kib is None else f"{self.kib:,.0f}",
            "" if self.size is None else f"{self.size:,}",
            self.goal,
        ]


HEAD = ["what", "data", "ms", "× u", "queries", "peak KiB", "bytes", "to reach"]


def median_ms(call: Callable[[], object], runs: int) -> float:
    for _ in range(3):
        call()
    times = []
    gc.collect()
    for _ in range(runs):
        begin = time.perf_counter()
        call()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


def peak_kib(call: Callable[[], object]) -> float:
    tracemalloc.start()
    call()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1024


@dataclass(frozen=True)
class Page:
    """A page as a signed-in browser gets it, through every middleware."""

    what: str
    client: Any
    address: str
    goal: str = ""

    def get(self):
        return self.client.get(self.address)

    def row(self, data: str) -> Row:
        """All of it but its time."""
        response = self.get()
        if response.status_code != 200:
            raise SystemExit(f"{self.address} answered {response.status_code}")
        with CaptureQueriesContext(connection) as captured:
            self.get()
        statements = [
            query
            for query in captured.captured_queries
            if not query["sql"].startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"))
        ]
        size = len(response.content)
        return Row(self.what, data, 0, queries=len(statements), kib=peak_kib(self.get), size=size, goal=self.goal)


def in_turns(pages: list[Page], data: str, rounds: int = 60) -> list[Row]:
    """Each page once a round, so that whatever else the machine does meets them all, and the unit too."""
    rows = [page.row(data) for page in pages]
    times: list[list[float]] = [[] for _ in pages]
    gc.collect()
    for _ in range(rounds):
        for page, taken in zip(pages, times, strict=True):
            begin = time.perf_counter()
            page.get()
            taken.append((time.perf_counter() - begin) * 1000)
    for row, taken in zip(rows, times, strict=True):
        row.ms = statistics.median(taken)
    return rows


def table(rows: list[Row]) -> str:
    grid = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in grid) for column in range(len(HEAD))]
    numeric = {2, 3, 4, 5, 6}
    lines = []
    for line in grid:
        cells = [
            cell.rjust(width) if column in numeric else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)
