"""Later is the same method, later: `later(proposal.tell_authors)`. There are no tasks.py files."""

import json
import logging

from django.apps import apps
from django.conf import settings
from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from jiangxin.lib.refusal import Refusal

log = logging.getLogger(__name__)

NAME = "call"
# A verb that was renamed keeps its old name here for one release, so that jobs deferred before
# the update still find it: {("people.Roster", "merge"): "enrol"}.
OLD_NAMES = {}
# The database was away or two transactions met: the same call can succeed in a moment. Anything
# else is our fault or a rule, and fails at once, where it is seen.
TRANSIENT = (OperationalError, InterfaceError)
RETRY = RetryStrategy(max_attempts=5, exponential_wait=3, retry_exceptions=TRANSIENT)
REAPINGS = 5  # a job that killed its worker so often is put away as failed
KEEP_HOURS = 72


def later(method, /, *, queue="default", at=None, **kwargs):
    """Run a method of a saved row in the background once the current transaction commits.

    With `at` not before that moment.

    The job is a row written on Django's own connection: a rolled-back act leaves no job, a
    committed one cannot lose it. It may run more than once, so the verb must bear that. kwargs
    are JSON and hold no personal data: the queue is not sealed.
    """
    row = method.__self__
    if row.pk is None:
        raise TypeError(f"{row!r} must be saved before anything can happen to it later")
    arguments = {
        "model_label": row._meta.label,
        "pk": row.pk if isinstance(row.pk, int) else str(row.pk),
        "method": method.__name__,
        "kwargs": kwargs,
    }
    if json.loads(json.dumps(arguments, allow_nan=False)) != arguments:
        raise TypeError("the arguments of later() must be plain JSON")
    # Not app.job_manager: inside a worker that one has the worker's own pool, whose insert
    # would not be part of this transaction.
    jobs = JobManager(DjangoConnector())
    task = configure_task(name=NAME, job_manager=jobs, queue=queue, schedule_at=at)
    return task.defer(**arguments)


@app.task(name=NAME, retry=RETRY)
def call(model_label, pk, method, kwargs):
    """Do what `later` was asked for; a row that is gone by now is passed over."""
    row = apps.get_model(model_label)._base_manager.filter(pk=pk).first()
    if row is None:
        return
    try:
        getattr(row, OLD_NAMES.get((model_label, method), method))(**kwargs)
    except Refusal:  # nobody is there to read it; what a person waits for is an Errand
        log.warning("%s %s: %s was refused", model_label, pk, method)


def periodically(cron):
    """A function without arguments that the worker calls at these times (cron, in UTC).

    Its module stands in PROCRASTINATE_IMPORT_PATHS. It may run twice or not at all (no worker was
    there), so what it does is found in the rows, not in the fact that it was called.
    """

    def keep(function):
        name = function.__name__

        @app.periodic(cron=cron)
        @app.task(name=name, queueing_lock=name)
        def run(timestamp):
            function()

        return function

    return keep


@app.periodic(cron="* * * * * */20")
@app.task(name="reap", queueing_lock="reap", pass_context=True)
async def reap(context, timestamp):
    """Put back the jobs whose worker died. procrastinate leaves them "doing" for ever (#1518)."""
    await put_back(context.app.job_manager)


async def put_back(jobs):
    """Put back what has been "doing" without a heartbeat for WORKER_STALLED_SECONDS."""
    bar = getattr(settings, "WORKER_STALLED_SECONDS", 30)
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=bar):
        try:
            await _put_back(jobs, job)
        except ConnectorException:  # another reaper was first, or the job has ended after all
            log.warning("job %s could not be put back", job.id, exc_info=True)


async def _put_back(jobs, job):
    # A periodic job comes by itself; put back, it would meet its own queueing lock.
    if job.task_name == NAME and job.attempts < REAPINGS:
        log.warning("job %s lost its worker and is put back", job.id)
        await jobs.retry_job(job)
    else:
        log.error("job %s lost its worker (%s times) and is given up", job.id, job.attempts + 1)
        await jobs.finish_job(job, Status.FAILED, delete_job=False)


@app.periodic(cron="17 3 * * *")
@app.task(name="sweep", queueing_lock="sweep", pass_context=True)
async def sweep(context, timestamp):
    """Delete succeeded jobs of some days ago: the queue is no archive."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEEP_HOURS)
