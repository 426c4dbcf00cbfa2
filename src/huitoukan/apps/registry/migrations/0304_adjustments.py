"""Changes name the adjustment that they belong to; rows may end."""

from django.db import migrations, models

from huitoukan.apps.core.append_only import rows_stay


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
        rows_stay(
            "registry_change", "applied changes stay", when="OLD.at IS NOT NULL", again=True
        ),
    ]
