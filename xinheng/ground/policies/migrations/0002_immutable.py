from django.db import migrations

from xinheng.ground.ledger.immutability import immutable


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial"), ("ledger", "0002_immutable")]
    operations = [immutable("policies_publishedversion")]
