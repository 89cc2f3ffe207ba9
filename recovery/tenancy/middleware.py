"""Opens the tenant for a view that wears `@page`, in one transaction with everything it reads and writes."""

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.urls import Resolver404, resolve

from recovery.tenancy import context, workspaces


class Workspaces:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.workspace = request.actor = None
        request.workspaces = []
        if not request.user.is_authenticated:
            return self.get_response(request)
        view = self._view(request)
        # Views of other libraries (sign-in, static files) carry no `capability` and are left alone.
        if view is not None and not hasattr(view, "capability"):
            return self.get_response(request)
        request.workspaces = workspaces.of(request.user)
        request.workspace = workspaces.chosen(request.workspaces, request.session.get(workspaces.SESSION_KEY))
        if request.workspace is None or getattr(view, "capability", None) is None:
            return self.get_response(request)
        request.actor = request.workspace.actor
        with context.tenant(
            request.workspace.org,
            role=request.workspace.capacity,
            by=request.actor,
            ip=get_adapter().get_client_ip(request),
            request_id=request.id,
        ):
            response = self.get_response(request)
            if response.status_code >= 400:
                # Refused, stale, invalid or broken: nothing half-done may stay.
                transaction.set_rollback(True)
        return response

    @staticmethod
    def _view(request):
        try:
            return resolve(request.path_info, getattr(request, "urlconf", None)).func
        except Resolver404:
            return None
