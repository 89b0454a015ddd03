from django.db import migrations

from xinheng.ground.ledger.immutability import FORBID_CHANGE, SEALED_BATCH, immutable


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [FORBID_CHANGE, SEALED_BATCH, immutable("ledger_entry"), immutable("ledger_operation")]
