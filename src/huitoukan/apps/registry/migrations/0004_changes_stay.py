"""Every sheet has its file; changes that were applied are neither altered nor deleted."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = (
    "CREATE TRIGGER change_no_update BEFORE UPDATE ON registry_change WHEN OLD.at IS NOT NULL "
    "BEGIN SELECT RAISE(ABORT, 'applied changes stay'); END",
    "CREATE TRIGGER change_no_delete BEFORE DELETE ON registry_change WHEN OLD.at IS NOT NULL "
    "BEGIN SELECT RAISE(ABORT, 'applied changes stay'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION registry_changes_stay() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'applied changes stay'; END $$",
    "CREATE TRIGGER change_stays BEFORE UPDATE OR DELETE ON registry_change "
    "FOR EACH ROW WHEN (OLD.at IS NOT NULL) EXECUTE FUNCTION registry_changes_stay()",
)


def put(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in statements:
        schema_editor.execute(statement)


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        statements = ("DROP TRIGGER change_no_update", "DROP TRIGGER change_no_delete")
    else:
        statements = (
            "DROP TRIGGER change_stays ON registry_change",
            "DROP FUNCTION registry_changes_stay()",
        )
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_files_of_imports")]
    operations = [
        migrations.AlterField(
            model_name="importsheet",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sheets",
                to="registry.importfile",
            ),
        ),
        migrations.RemoveField(model_name="importbatch", name="file"),
        migrations.RunPython(put, remove),
    ]
