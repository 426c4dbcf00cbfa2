"""A doubt is present unless it is gone; its history is neither altered nor deleted."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = (
    "CREATE TRIGGER hit_event_no_update BEFORE UPDATE ON comparison_hitevent "
    "BEGIN SELECT RAISE(ABORT, 'the history of a doubt stays'); END",
    "CREATE TRIGGER hit_event_no_delete BEFORE DELETE ON comparison_hitevent "
    "BEGIN SELECT RAISE(ABORT, 'the history of a doubt stays'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION hit_events_stay() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the history of a doubt stays'; END $$",
    "CREATE TRIGGER hit_event_stays BEFORE UPDATE OR DELETE ON comparison_hitevent "
    "FOR EACH ROW EXECUTE FUNCTION hit_events_stay()",
)


def put(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in statements:
        schema_editor.execute(statement)


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        statements = ("DROP TRIGGER hit_event_no_update", "DROP TRIGGER hit_event_no_delete")
    else:
        statements = (
            "DROP TRIGGER hit_event_stays ON comparison_hitevent",
            "DROP FUNCTION hit_events_stay()",
        )
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("comparison", "0004_history_of_before")]
    operations = [
        migrations.AddConstraint(
            model_name='hit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_present', True), models.Q(('standing', 'gone'), _negated=True)), models.Q(('is_present', False), ('standing', 'gone')), _connector='OR'), name='present_unless_gone'),
        ),
        migrations.AddConstraint(
            model_name='hit',
            constraint=models.CheckConstraint(condition=models.Q(('closure', ''), ('state', 'confirmed'), _connector='OR'), name='closure_is_of_a_problem'),
        ),
        migrations.RunPython(put, remove),
    ]
