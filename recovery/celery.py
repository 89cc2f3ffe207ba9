"""The work queue. Tasks carry ids, are safe to run twice, and only hurry what the database already records as due:
losing the broker delays work until the next beat and loses none of it."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recovery.settings")
os.environ.setdefault("HOLDFAST_PROCESS", "worker")


def broker_address(redis_url: str) -> str:
    """Celery's spelling of a Redis address: `unix://` becomes `redis+socket://`."""
    return redis_url.replace("unix://", "redis+socket://", 1)


from django.conf import settings  # noqa: E402  settings need the variables above


def _every(seconds: float, task: str) -> dict:
    """A run that waits longer than its interval is dropped: the next one sees the same facts."""
    return {"task": task, "schedule": seconds, "options": {"expires": max(seconds * 0.9, 5)}}


app = Celery("holdfast")
app.conf.update(
    broker_url=broker_address(settings.REDIS_URL),
    broker_connection_retry_on_startup=True,
    broker_connection_timeout=2,
    broker_transport_options={"visibility_timeout": 1800, "socket_timeout": 5, "socket_connect_timeout": 2},
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=900,
    task_soft_time_limit=840,
    task_publish_retry=False,
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_hijack_root_logger=False,
    timezone="Europe/London",
    beat_schedule={
        "sweep": _every(settings.SWEEP_SECONDS, "governance.sweep"),
        "deliver": _every(settings.DELIVER_SECONDS, "governance.deliver"),
        "documents": _every(settings.DELIVER_SECONDS, "governance.build_documents"),
    },
)
app.autodiscover_tasks(["governance"])
