"""限流计数: how many requests a network made in a minute, under its disguise."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE api_asked (
                minute bigint,
                network text,
                requests integer NOT NULL,
                PRIMARY KEY (minute, network)
            );
            """,
            "DROP TABLE api_asked",
        )
    ]
