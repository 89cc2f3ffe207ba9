"""Every address of the product. `tests/contracts/test_permission_matrix.py` knows each by name."""

from django.conf import settings
from django.urls import include, path

from recovery import views

urlpatterns = [
    path("", views.home, name="home"),
    path("workspace/", views.workspace_choose, name="workspace_choose"),
    path("workspace/none/", views.workspace_none, name="workspace_none"),
    path("health/live/", views.health_live, name="health_live"),
    path("health/ready/", views.health_ready, name="health_ready"),
    path("accounts/", include("recovery.tenancy.sign_in_urls")),
    path("", include("plans.urls")),
    path("", include("governance.urls")),
]
if settings.EMAIL_URL is None:
    urlpatterns.append(path("outbox/", include("recovery.local_outbox_urls")))
if settings.DEBUG:
    from recovery.ui.views import gallery

    urlpatterns.append(path("gallery/", gallery, name="gallery"))
