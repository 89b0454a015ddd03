from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0002_immutable")]
    operations = [
        migrations.AddField(
            model_name="rolegrant",
            name="organisation",
            field=models.CharField(blank=True, default="", max_length=18, verbose_name="统一社会信用代码"),
            preserve_default=False,
        ),
    ]
