"""The progress report of a plan with 50 actions, and raw WeasyPrint over the very same HTML and colours."""

import datetime
import time

from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import CSS, HTML

from governance.reports import imprint, progress_report
from plans.models import Plan
from recovery import dates, pdf
from tests.bench.measure import Row, peak_kib


def report(label: str) -> list[Row]:
    """Run inside the provider's tenant. Two kinds of time: with the data read, and the pages set alone."""
    plan = Plan.objects.select_related("service", "lead", "org").get(number=1)
    now = dates.now()
    printed = imprint.Imprint("RP-001-PR", "Bench", "Provider 0", now, now)

    def build() -> bytes:
        return pdf.render(
            progress_report.TEMPLATE,
            progress_report.context(plan, printed),
            title=progress_report.title_of(plan),
            identifier=printed.reference,
            created_at=now,
        )

    shown = pdf.Imprint("Progress report", "en-GB", printed.reference, now, dates.uk_datetime(now))
    html = render_to_string(progress_report.TEMPLATE, progress_report.context(plan, printed) | {"pdf": shown})
    markup, base = pdf.fill_contents(html), (settings.BASE_DIR / "static").as_uri() + "/"

    def raw() -> bytes:
        colours = CSS(string=pdf.palette_sheet())  # without them each rule that names one is refused with a warning
        return HTML(string=markup, base_url=base).write_pdf(pdf_variant="pdf/a-3a", stylesheets=[colours])

    ours, theirs = _best_ms(build), _best_ms(raw)
    return [
        Row("raw WeasyPrint, same HTML", label, theirs, size=len(raw())),
        Row(
            f"progress report ({ours / theirs:.2f} × raw)",
            label,
            ours,
            kib=peak_kib(build),
            size=len(build()),
            goal="≤ 1.2 × raw",
        ),
    ]


def _best_ms(call, runs: int = 3) -> float:
    best = datetime.timedelta.max.total_seconds()
    for _ in range(runs):
        begin = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - begin)
    return best * 1000
