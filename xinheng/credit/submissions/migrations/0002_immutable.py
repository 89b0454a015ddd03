from django.db import migrations

from xinheng.ground.ledger.immutability import immutable

FACTS = ("submission", "reviewrow", "rowdecision", "zeroreport", "urging")


class Migration(migrations.Migration):
    dependencies = [("submissions", "0001_initial"), ("ledger", "0002_immutable")]
    operations = [immutable(f"submissions_{fact}") for fact in FACTS]
