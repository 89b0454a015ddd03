from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0003_search")]
    operations = [
        migrations.AddField(
            model_name="searchname",
            name="plain",
            field=models.CharField(default="", max_length=200, verbose_name="归一名称（不含标点）"),
            preserve_default=False,
        ),
    ]
