from django.db import migrations

from xinheng.ground.ledger.erasing import ANSWER
from xinheng.ground.ledger.immutability import FORBID_CHANGE, FORBID_LATE_FACTS, SEALED_BATCH, immutable


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        FORBID_CHANGE,
        FORBID_LATE_FACTS,
        SEALED_BATCH,
        immutable("ledger_entry", of_batch=False),
        immutable("ledger_operation", of_batch=False, blank=ANSWER),
        immutable("ledger_erasure"),
    ]
