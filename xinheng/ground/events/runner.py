"""任务运行: the jobs of Xinheng, and the one place below the faces that reads the clock."""

from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xinheng.ground.events.actions import DELIVER, deliver

# A handler that fails is tried again after 4, 16, 64 … seconds, then stays in the queue as failed, for people to see.
PATIENCE = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(name=DELIVER, queue="events", retry=PATIENCE)
def deliver_event(event: int, subscriber: str) -> None:
    """Delivers one event to one subscriber."""
    deliver(event, subscriber, now=datetime.now(UTC))
