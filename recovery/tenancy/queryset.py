"""The guarded queryset: tenant rows are read and written inside `with tenant(...)`, or an error says so.

Row-level security is the second wall; it answers a forgotten tenant with empty pages, this answers with an error.
"""

from django.db import models

from recovery.tenancy import context
from recovery.tenancy.enums import Capacity


class TenantQuerySet(models.QuerySet):
    _scope = None

    def _scoped(self):
        now = context.current()
        if now is not None and self._scope is None and not self.query.is_sliced:
            self._scope = now.scope
            if now.role == Capacity.PROVIDER:
                self.query.add_q(models.Q(**{self.model.tenant_field: now.org_id}))
        return self

    def _clone(self):
        clone = super()._clone()
        clone._scope = self._scope
        return clone._scoped()

    @property
    def db(self):
        """Every path that runs SQL asks for `.db`, so here is where the tenant is demanded."""
        now = context.current()
        if now is None:
            raise context.NoTenant(f"{self.model.__name__} was asked for outside `with tenant(…)`.")
        if self._scope is None:
            self._scoped()
        elif self._scope != now.scope:
            raise context.NoTenant(f"This {self.model.__name__} query was built in another tenant.")
        return super().db

    def _insert(self, *args, **kwargs):
        if context.current() is None:
            raise context.NoTenant(f"{self.model.__name__} was written outside `with tenant(…)`.")
        return super()._insert(*args, **kwargs)

    _insert.alters_data = True
    _insert.queryset_only = False


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):
    def get_queryset(self):
        return super().get_queryset()._scoped()
