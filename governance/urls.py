"""Addresses of flags, notices, portfolios and documents."""

from django.urls import path

from governance.views import audit, documents, flags, notices, portfolio

urlpatterns = [
    path("audit/", audit.audit_plans, name="audit_plans"),
    path("audit/<uuid:plan_id>/", audit.audit_plan, name="audit_plan"),
    path("documents/", documents.document_list, name="document_list"),
    path("documents/<uuid:document_id>/", documents.document_detail, name="document_detail"),
    path("documents/<uuid:document_id>/cancel/", documents.document_cancel, name="document_cancel"),
    path("documents/<uuid:document_id>/download/", documents.document_download, name="document_download"),
    path("documents/<uuid:document_id>/progress/", documents.document_progress, name="document_progress"),
    path("documents/<uuid:document_id>/retry/", documents.document_retry, name="document_retry"),
    path("plans/<uuid:plan_id>/documents/new/", documents.document_new, name="document_new"),
    path("flags/", flags.flag_list, name="flag_list"),
    path("flags/<uuid:flag_id>/", flags.flag_detail, name="flag_detail"),
    path("flags/<uuid:flag_id>/answer/", flags.flag_acknowledge, name="flag_acknowledge"),
    path("plans/<uuid:plan_id>/notices/", notices.plan_notices, name="plan_notices"),
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("portfolio/<uuid:plan_id>/", portfolio.portfolio_plan, name="portfolio_plan"),
]
