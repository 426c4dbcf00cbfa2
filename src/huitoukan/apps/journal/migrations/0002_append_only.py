"""Triggers that refuse UPDATE and DELETE on the journal, on SQLite and PostgreSQL."""

from django.db import migrations

from huitoukan.apps.core.append_only import rows_stay


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [rows_stay("journal_entry", "the journal is append-only")]
