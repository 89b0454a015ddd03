from django.db import migrations

from xinheng.ground.ledger.immutability import FORBID_LOSS_OF_SEALED


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_immutable")]
    operations = [FORBID_LOSS_OF_SEALED]
