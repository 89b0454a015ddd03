from django.db import migrations

from xinheng.ground.ledger.immutability import immutable


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial"), ("ledger", "0002_immutable")]
    operations = [immutable("access_rolegrant"), immutable("access_rolerevocation")]
