"""Changes name the adjustment that they belong to; rows may end."""

from importlib import import_module

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def put_again(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite makes a changed table anew, and its triggers are lost with the old one."""
    if schema_editor.connection.vendor != "sqlite":
        return
    stays = import_module("huitoukan.apps.registry.migrations.0004_changes_stay")
    for statement in stays.SQLITE:
        schema_editor.execute(statement.replace("TRIGGER", "TRIGGER IF NOT EXISTS", 1))



class Migration(migrations.Migration):

    dependencies = [
        ("registry", "0303_headings"),
    ]

    operations = [
        migrations.AddField(
            model_name="change",
            name="event",
            field=models.CharField(blank=True, db_index=True, max_length=20, verbose_name="办理编号"),
        ),
        migrations.AlterField(
            model_name="change",
            name="kind",
            field=models.CharField(choices=[("updated", "更新"), ("created", "新增"), ("removed", "撤销"), ("ended", "出册")], max_length=10),
        ),
        migrations.RunPython(put_again, migrations.RunPython.noop),
    ]
