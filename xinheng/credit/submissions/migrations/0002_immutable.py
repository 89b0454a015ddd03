from django.db import migrations

from xinheng.ground.ledger.immutability import immutable

FACTS = ("submission", "rowdecision", "zeroreport", "urging")


class Migration(migrations.Migration):
    dependencies = [("submissions", "0001_initial"), ("ledger", "0003_staged")]
    operations = [
        *(immutable(f"submissions_{fact}") for fact in FACTS),
        immutable("submissions_reviewrow", staged=True),  # written with the records, before the action
    ]
