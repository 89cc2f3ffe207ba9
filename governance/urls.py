"""Addresses of flags, notices, portfolios and documents."""

from django.urls import path

from governance.views import portfolio

urlpatterns = [
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("portfolio/<uuid:plan_id>/", portfolio.portfolio_plan, name="portfolio_plan"),
]
