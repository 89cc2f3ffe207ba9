"""Addresses of the local outbox, included at /outbox/ only while no mail server is set up."""

from django.urls import path

from recovery import local_outbox_views

urlpatterns = [
    path("", local_outbox_views.outbox_list, name="outbox_list"),
    path("<str:email_id>/", local_outbox_views.outbox_email, name="outbox_email"),
    path("<str:email_id>/html/", local_outbox_views.outbox_html, name="outbox_html"),
]
