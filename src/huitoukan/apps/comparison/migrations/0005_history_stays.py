"""A doubt is present unless it is gone; its history is neither altered nor deleted."""

from django.db import migrations, models

from huitoukan.apps.core.append_only import rows_stay


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
        rows_stay("comparison_hitevent", "the history of a doubt stays"),
    ]
