from django.db import migrations

from xinheng.ground.ledger.immutability import immutable

FACTS = ("organisation", "registration", "formername", "identifier", "lineage", "reviewitem", "decision")


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial"), ("ledger", "0002_immutable")]
    operations = [immutable(f"organisations_{fact}") for fact in FACTS]
