from django.db import migrations

from xinheng.ground.ledger.immutability import immutable


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial"), ("ledger", "0002_immutable")]
    operations = [immutable("events_event"), immutable("events_delivery", of_batch=False)]
