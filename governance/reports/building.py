"""Building a document, step by step: claimed by the worker, read as the asker, set on pages, stored.

The plan is read in the asker's own role and organisation, so row-level security decides what can be in it. Files are
checked and pages set outside any transaction; each step is told in a short one of its own.
"""

import contextlib
import hashlib
import logging
import secrets
from collections.abc import Callable

from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, transaction

from governance import document_rules
from governance.domain import building
from governance.enums import DocumentKind
from governance.models import Document
from governance.reports import evidence_pack, fingerprints, imprint, progress_report
from plans.models import Plan
from recovery import dates, pdf
from recovery.exceptions import Refused
from recovery.tenancy import context
from recovery.tenancy.enums import Capacity, capacities
from recovery.tenancy.models import Membership, Organisation
from recovery.tenancy.permissions import may
from recovery.tenancy.workspaces import Workspace

WORKER = context.Actor.system("documents")
NO_ACCESS = "You no longer have access to this plan, so the document was not built."
NOT_STORED = "The document was made but could not be stored. Build it again, or tell whoever runs Holdfast for you."
TOO_LONG = "Building took longer than is allowed. Tell whoever runs Holdfast for you: the plan may be too large."
BROKE_OFF = (
    "Something went wrong while the document was built, and it was written down for whoever runs Holdfast for you. "
    "The plan is unchanged. Build it again, or ask for help if it fails again."
)
logger = logging.getLogger(__name__)


class CalledOff(Exception):
    """The document was cancelled, or finished by another worker, while this one was building it."""


def build_next() -> bool:
    """Build the document that has waited longest. False when none is due."""
    with context.every_tenant(by=WORKER):
        document = building.claim(by=WORKER, at=dates.now())
    if document is None:
        return False
    build(document)
    return True


def build(document: Document) -> None:
    """From claimed to ready, or failed with a sentence. A lost database is neither: the lease runs out, and it is
    tried again."""
    try:
        _store(document, _KINDS[document.kind](document))
    except CalledOff:
        logger.info("document %s was called off", document.pk)
    except Refused as refusal:
        _fail(document, str(refusal))
    except OperationalError:
        raise
    except SoftTimeLimitExceeded:
        _fail(document, TOO_LONG)
    except OSError:
        logger.exception("document %s could not be stored", document.pk)
        _fail(document, NOT_STORED)
    except Exception:
        logger.exception("document %s broke off", document.pk)
        _fail(document, BROKE_OFF)


# The two kinds


def _progress_report(document: Document) -> bytes:
    _tell(document, "Reading the plan", 10)
    with _as_asker(document) as (plan, printed):
        values = progress_report.context(plan, printed)
    _tell(document, "Setting pages", 50)
    return pdf.render(
        progress_report.TEMPLATE,
        values,
        title=progress_report.title_of(plan),
        identifier=printed.reference,
        created_at=printed.as_at,
    )


def _evidence_pack(document: Document) -> bytes:
    _tell(document, "Reading the plan", 10)
    with _as_asker(document) as (plan, printed):
        record, told = evidence_pack.read(plan, printed)
    files = len(record.files)
    step = f"Checking {files} file{'' if files == 1 else 's'}"
    _tell(document, step, 30)
    every = max(files // 5, 1)
    checks = fingerprints.check(
        record.files,
        lambda done: done % every or _tell(document, step, 30 + 30 * done // files),
    )
    data = evidence_pack.data(record, checks, printed)
    values = evidence_pack.context(record, told, checks, data, printed)
    _tell(document, "Setting pages", 65)
    return pdf.render(
        evidence_pack.TEMPLATE,
        values,
        title=evidence_pack.title_of(plan),
        identifier=printed.reference,
        created_at=printed.as_at,
        attachments=[evidence_pack.attachment(data)],
    )


_KINDS: dict[str, Callable[[Document], bytes]] = {
    DocumentKind.PROGRESS_REPORT: _progress_report,
    DocumentKind.EVIDENCE_PACK: _evidence_pack,
}


# Reading as the asker


@contextlib.contextmanager
def _as_asker(document: Document):
    """Inside the asker's tenant, in one unchanging view of the data: the plan, and what the document says of itself."""
    workspace = _workspace(document)
    with (
        _one_view(),
        context.tenant(document.asked_for_org, role=document.capacity, by=workspace.actor),
    ):
        plan = Plan.objects.filter(pk=document.plan_id).select_related("lead").first()
        if plan is None:
            raise Refused(NO_ACCESS)
        yield (
            plan,
            imprint.Imprint(
                reference=imprint.reference_of(document, plan),
                asked_by=document.asked_by_label,
                asked_for=Organisation.objects.get(pk=document.asked_for_org).name,
                asked_at=document.asked_at,
                as_at=dates.now().replace(microsecond=0),
            ),
        )


def _workspace(document: Document) -> Workspace:
    """The person still belongs to the organisation, in the capacity they asked in, with a role that may."""
    today = dates.today()
    with context.every_tenant(by=WORKER):
        membership = (
            Membership.objects.filter(org_id=document.asked_for_org, user_id=document.asked_by_id, starts_on__lte=today)
            .exclude(ends_on__lt=today)
            .first()
        )
    if membership is None or Capacity(document.capacity) not in capacities(membership.roles):
        raise Refused(NO_ACCESS)
    workspace = Workspace(membership, Capacity(document.capacity))
    if not may(workspace, document_rules.CAPABILITY[document.kind]):
        raise Refused(NO_ACCESS)
    return workspace


@contextlib.contextmanager
def _one_view():
    """All reads see the same moment, and nothing can be written. Inside another transaction (as in tests), that
    one's view."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


# Telling


def _tell(document: Document, step: str, progress: int) -> None:
    with context.every_tenant(by=WORKER):
        going = building.take_step(document=document, step=step, progress=progress, by=WORKER, at=dates.now())
    if not going:
        raise CalledOff


def _fail(document: Document, sentence: str) -> None:
    with context.every_tenant(by=WORKER):
        building.fail(document=document, sentence=sentence, by=WORKER, at=dates.now())


def _store(document: Document, content: bytes) -> None:
    """Bytes first, row second: a row never points at nothing. What nobody needs is removed again."""
    key = default_storage.save(f"documents/{secrets.token_hex(16)}.pdf", ContentFile(content))
    with context.every_tenant(by=WORKER):
        needed = building.finish(
            document=document,
            key=key,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            by=WORKER,
            at=dates.now(),
        )
    if not needed:
        default_storage.delete(key)
        raise CalledOff
