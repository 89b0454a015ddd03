from django.db import migrations

from xinheng.credit.submissions.erasing import RECEIPT, REVIEW_ROW, ROW_DECISION
from xinheng.ground.ledger.immutability import immutable

FACTS = {"submission": RECEIPT, "rowdecision": ROW_DECISION, "zeroreport": None, "urging": None}


class Migration(migrations.Migration):
    dependencies = [("submissions", "0001_initial"), ("ledger", "0003_staged")]
    operations = [
        *(immutable(f"submissions_{fact}", blank=blank) for fact, blank in FACTS.items()),
        # written with the records, before the action
        immutable("submissions_reviewrow", staged=True, blank=REVIEW_ROW),
    ]
