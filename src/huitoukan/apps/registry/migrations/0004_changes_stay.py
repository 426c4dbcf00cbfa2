"""Every sheet has its file; changes that were applied are neither altered nor deleted."""

import django.db.models.deletion
from django.db import migrations, models

from huitoukan.apps.core.append_only import rows_stay


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
        rows_stay("registry_change", "applied changes stay", when="OLD.at IS NOT NULL"),
    ]
