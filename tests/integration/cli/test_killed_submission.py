"""A submission that is killed in the middle leaves nothing that anybody could see, and the second try completes."""

import signal

import pytest

from tests.factories.kernel import MARKET_BUREAU
from tests.factories.submissions import department
from tests.integration.cli.test_killed_load import process
from xinheng.credit.records.models import CreditRecord
from xinheng.credit.submissions.models import Submission
from xinheng.faces.cli.database import publish_law
from xinheng.ground.ledger.models import Batch
from xinheng.ground.ledger.queries import verify

# Large files in blocks of two rows; stops for good when the third block has been validated and the first is written.
STOPPED_IN_THE_MIDDLE = """
import sys, time
from functools import partial
from xinheng.faces.cli import database
database.ready()
from xinheng.credit.records.models import CreditRecord
from xinheng.credit.submissions import actions, receiving
receiving.AT_ONCE = 0
actions.SMALL, actions.reading.blocks = 0, partial(actions.reading.blocks, rows=2)
take = actions.Receiving.take
def stopping(self, block, understood):
    take(self, block, understood)
    while self.counts["received"] == 6:
        if CreditRecord.objects.count() >= 2:
            print("in the middle", flush=True)
            time.sleep(600)
actions.Receiving.take = stopping
from xinheng.faces.cli.__main__ import main
main(["load", "penalty", sys.argv[1], "--from", sys.argv[2], "--operation", "the-submission"])
"""

HEADER = (
    "行政相对人名称,行政相对人类别,统一社会信用代码,行政处罚决定书文号,违法行为类型,违法事实,处罚依据,处罚类别,处罚内容,"
    "处罚决定日期,处罚有效期,处罚机关,处罚机关统一社会信用代码,数据来源单位,数据来源单位统一社会信用代码,备注"
)


def penalty(number: int) -> str:
    return (
        f"泗阳洋河酿酒有限公司,法人及非法人组织,91321323MB0C05013Q,泗市监处罚〔2026〕{number}号,虚假宣传,夸大功效,反不正当竞争法第八条,"
        f"警告,警告,2026-11-1{number},2099-12-31,泗阳县市场监督管理局,{MARKET_BUREAU},泗阳县市场监督管理局,{MARKET_BUREAU},无"
    )


@pytest.mark.django_db(transaction=True)
def test_submission_that_is_killed_leaves_nothing_and_the_second_try_completes(tmp_path):
    publish_law()
    department()
    file = tmp_path / "penalties.csv"
    file.write_text("\n".join([HEADER, *map(penalty, range(1, 9))]))
    killed = process("-c", STOPPED_IN_THE_MIDDLE, str(file), MARKET_BUREAU)
    with killed:
        assert killed.stdout.readline() == "in the middle\n"
        assert CreditRecord.objects.count() >= 2
        killed.send_signal(signal.SIGKILL)
    assert not CreditRecord.objects.filter(batch__knowledge_no__isnull=False).exists()

    again = process(
        "-m", "xinheng.faces.cli", "load", "penalty", str(file), "--from", MARKET_BUREAU,
        "--operation", "the-submission", "--json",
    )  # fmt: skip
    with again:
        assert '"admitted": 8' in again.stdout.read()
    assert again.returncode == 0
    assert CreditRecord.objects.count() == 8
    assert Submission.objects.get().admitted == 8
    assert not Batch.objects.filter(knowledge_no=None).exists()
    assert verify().valid
