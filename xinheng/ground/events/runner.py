"""任务运行: the jobs of Xinheng, and the one place below the faces that reads the clock."""

from datetime import UTC, datetime

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from xinheng.ground.events.actions import DELIVER, deliver

# A handler that fails is tried again after 4, 16, 64 … seconds, then stays in the queue as failed, for people to see.
PATIENCE = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(name=DELIVER, queue="events", retry=PATIENCE)
def deliver_event(event: int, subscriber: str) -> None:
    """Delivers one event to one subscriber."""
    deliver(event, subscriber, now=datetime.now(UTC))


@app.periodic(cron="* * * * *")
@app.task(name="retry_stalled", queue="events", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  (when it was due)
    """Takes up the jobs of a worker that was killed: without this they would be `doing` for ever, and told to nobody."""
    for job in await context.app.job_manager.get_stalled_jobs():
        await context.app.job_manager.retry_job(job)
