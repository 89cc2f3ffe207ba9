import uuid

from django.db import models

from recovery.tenancy.models.base import TenantModel
from recovery.tenancy.queryset import TenantManager


class Organisation(models.Model):
    """A provider, a commissioner, or (as some councils) both: two capabilities, not one kind."""

    tenant_field = "id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    code = models.CharField(
        max_length=12, unique=True, help_text="The organisation's public (ODS) code: providers share by it."
    )
    provides = models.BooleanField(default=False)
    commissions = models.BooleanField(default=False)

    objects = TenantManager()

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(provides=True) | models.Q(commissions=True),
                name="organisation_has_a_capability",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Service(TenantModel):
    """A care service: a place where people are supported."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=120, help_text="For example: residential neurorehabilitation, 12 places")
    place = models.CharField(max_length=120, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["org", "id"], name="service_in_org"),
            models.UniqueConstraint(fields=["org", "name"], name="service_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
