"""Imports of one file become imports of files: each gets the file that it had."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def give_files(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    batches = apps.get_model("registry", "ImportBatch")
    files = apps.get_model("registry", "ImportFile")
    for batch in batches._base_manager.all():
        file = files._base_manager.create(batch=batch, file=batch.file)
        batch.sheets.update(source=file)
        batch.state, batch.decided_by = "merged", batch.imported_by
        batch.decided_at = batch.imported_at
        batch.save()


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_staging")]
    operations = [migrations.RunPython(give_files, migrations.RunPython.noop)]
