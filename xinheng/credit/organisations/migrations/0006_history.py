from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0005_marks")]
    operations = [
        migrations.AddField(
            model_name="registration",
            name="is_history",
            field=models.BooleanField(default=False, verbose_name="历史登记"),
            preserve_default=False,
        ),
        # Of what was queued before nothing but code and name was kept; it can be decided, not accepted as history.
        migrations.AddField(
            model_name="reviewitem",
            name="content",
            field=models.JSONField(default=dict, verbose_name="所载内容"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="reviewitem",
            name="organisation",
            field=models.ForeignKey(
                null=True, on_delete=models.PROTECT, related_name="+", to="organisations.organisation"
            ),
        ),
    ]
