from django.db import models

from recovery.tenancy.queryset import TenantManager


class Event(models.Model):
    """One change of one row: who, when, why, before and after. Written by a database trigger, never by Python.

    `recorded_at` is the database's clock. `at` is when it happened; an import may say an earlier time.
    `root_id` is the plan (or other aggregate) that the row belongs to. `before` of an update holds only what changed.
    """

    tenant_field = "org_id"

    id = models.BigAutoField(primary_key=True)
    tx = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    at = models.DateTimeField()
    org_id = models.UUIDField()
    root_id = models.UUIDField(null=True)
    table = models.CharField(max_length=63, db_column="tbl")
    row_id = models.CharField(max_length=64)
    operation = models.CharField(
        max_length=1, db_column="op", choices=[("I", "created"), ("U", "changed"), ("D", "removed")]
    )
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=250)
    reason = models.TextField(blank=True)
    ip = models.CharField(max_length=45, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    db_user = models.CharField(max_length=63)

    objects = TenantManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["org_id", "table", "row_id", "id"], name="event_of_row"),
            models.Index(fields=["root_id", "id"], name="event_of_root"),
        ]
