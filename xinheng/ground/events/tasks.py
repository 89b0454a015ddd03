"""Imported by the job queue at start, so that it knows the runner's jobs."""

from xinheng.ground.events.runner import deliver_event, retry_stalled

__all__ = ["deliver_event", "retry_stalled"]
