"""Aids for the tests of every room: jobs run when they are told to."""

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from jiangxin.lib.later import NAME, call


def run_waiting():
    """Run the jobs that wait in this transaction's queue, in order, and those that they ask for.

    Returns how many. What a job raises is raised here.
    """
    ran = 0
    while job := _waiting().order_by("id").first():
        _mark(job, "doing")
        call(**job.args)
        _mark(job, "succeeded")
        ran += 1
    return ran


def _waiting():
    return ProcrastinateJob.objects.filter(status="todo", task_name=NAME)


def _mark(job, status):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, job.pk])
