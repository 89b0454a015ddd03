"""载入作业: loads that are asked for at the desk and done in the background, one after the other."""

from functools import partial

from procrastinate.contrib.django import app

from xinheng.credit.organisations.actions import load_organisations
from xinheng.credit.submissions.actions import submit
from xinheng.faces import clock, upkeep
from xinheng.faces.desk import spool
from xinheng.ground.access.queries import actor_named
from xinheng.ground.refusal import Refused
from xinheng.ground.text import Text

FAILED = Text(
    zh="处理这份文件时系统出错，什么都没有载入，错误已留下记录。请稍后重新上传；再次失败的，请告诉系统管理员。",
    en="An error occurred while this file was read. Nothing was loaded, and the error is on record. Upload it again "
    "later; if it fails again, tell the system administrator.",
)

INTERRUPTED = Text(
    zh="读取这份文件时服务停了，什么都没有载入，文件已清除。请重新上传；已经载入过的内容不会重复。",
    en="The service ended while this file was read. Nothing was loaded, and the file was removed. Upload it again; what "
    "was loaded before is not loaded twice.",
)


# Queue and lock of every job that reads a file: one of them at a time, and the rest is not kept waiting.
LOADS = "loads"


@app.task(name="load_upload", queue=LOADS, lock=LOADS)
def load_upload(operation: str) -> None:
    """载入一份上传: reads the spooled file once; the receipt stands in the ledger under the same operation id."""
    upload = spool.uploaded(operation)
    if upload is None or upload.is_started:
        return  # swept meanwhile, or delivered twice
    spool.start(upload)
    try:
        take_in(upload)
    except Refused as refused:
        spool.end_without_load(upload, refused.refusal.sentence)
    except Exception:
        spool.end_without_load(upload, FAILED)
        raise
    else:
        spool.forget(upload)


def take_in(upload: spool.Upload) -> dict:
    """收件 by the door of its kind: a register, or records of a type; the receipt."""
    sent = {
        "by": actor_named(upload.username),
        "now": clock.now(),
        "operation": upload.operation,
        "authority": upload.authority,
        "source": upload.content,
        "name": upload.name,
    }
    if upload.type == spool.ORGANISATIONS:
        return load_organisations(**sent)
    return submit(type=upload.type, told=partial(spool.tell, upload), **sent)


@app.periodic(cron="40 18 * * *")  # 02:40 in Shanghai
@app.task(name="tick", queue="upkeep", queueing_lock="tick")
def tick(timestamp: int) -> None:
    """例行维护, once a night; what is missed is done by the next."""
    upkeep.tick(clock.now())
