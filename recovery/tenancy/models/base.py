import uuid

from django.db import models
from django.db.models.base import ModelState
from django.utils import timezone

from recovery.tenancy.queryset import TenantManager


class TenantModel(models.Model):
    """A row that belongs to one organisation.

    `version` counts the changes made through forms, so that a stale edit is noticed. Foreign keys between tenant
    rows carry the organisation as well (`recovery.tenancy.migration.belongs`), so Django's own constraint is off.
    """

    tenant_field = "org_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org = models.ForeignKey("tenancy.Organisation", models.PROTECT, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    @classmethod
    def from_db(cls, db, field_names, values):
        """As Django's own, which would call `__init__` with its checks of every argument and its signals: nothing of
        ours listens to these, and a page reads hundreds of rows."""
        new = cls.__new__(cls)
        new._state = ModelState()
        new._state.adding, new._state.db = False, db
        new.__dict__.update(zip(field_names, values, strict=True))
        return new
