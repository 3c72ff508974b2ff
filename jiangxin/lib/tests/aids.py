"""Aids for the tests of every room: jobs run when they are told to."""

from django.db import connection
from django.db.models import Q
from procrastinate.contrib.django.models import ProcrastinateJob

from jiangxin.lib.clock import Now
from jiangxin.lib.later import NAME, call


def run_waiting():
    """Run the jobs that wait in this transaction's queue, in order, and those that they ask for.

    What is put off waits until the clock is shifted there. Returns how many; what a job raises is
    raised here.
    """
    ran = 0
    while job := _waiting().order_by("id").first():
        _mark(job, "doing")
        call(**job.args)
        _mark(job, "succeeded")
        ran += 1
    return ran


def empty_queue():
    """Forget every job: Django's flush does not know the tables of the queue."""
    with connection.cursor() as cursor:
        for table in ("periodic_defers", "events", "jobs", "workers"):
            cursor.execute(f"DELETE FROM procrastinate_{table}")


def _waiting():
    is_due = Q(scheduled_at=None) | Q(scheduled_at__lte=Now())
    return ProcrastinateJob.objects.filter(is_due, status="todo", task_name=NAME)


def _mark(job, status):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, job.pk])
