"""Addresses of plans and their parts."""

urlpatterns = []
