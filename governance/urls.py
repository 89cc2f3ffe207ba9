"""Addresses of flags, notices, portfolios and documents."""

urlpatterns = []
