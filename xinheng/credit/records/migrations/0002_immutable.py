from django.db import migrations

from xinheng.credit.records.erasing import MARK, RECORD
from xinheng.ground.ledger.immutability import immutable


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial"), ("ledger", "0003_staged")]
    operations = [
        immutable("records_creditrecord", staged=True, blank=RECORD),
        immutable("records_mark", blank=MARK),
        immutable("records_fileaccess", of_batch=False),
    ]
