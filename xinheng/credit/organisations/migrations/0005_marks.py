from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0004_plain")]
    operations = [
        migrations.RenameField(model_name="commongram", old_name="gram", new_name="mark"),
        migrations.AlterField(
            model_name="commongram",
            name="mark",
            field=models.TextField(primary_key=True, serialize=False, verbose_name="记号"),
        ),
    ]
