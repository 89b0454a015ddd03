"""登录计数: the table of the cache in which attempts at signing in are counted, in the columns that Django asks for."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE design_signing_in (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX design_signing_in_expires ON design_signing_in (expires);
            """,
            "DROP TABLE design_signing_in",
        )
    ]
