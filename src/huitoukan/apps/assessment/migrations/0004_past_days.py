"""Runs as of a past day of each household, and the day of what follows from them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0003_stated_facts'),
    ]

    operations = [
        migrations.AddField(
            model_name='assessment',
            name='as_of',
            field=models.CharField(choices=[('now', '核查日'), ('exit', '脱贫那年年底'), ('listing', '识别那个月')], default='now', max_length=10, verbose_name='截至'),
        ),
        migrations.AddField(
            model_name='householdverdict',
            name='on',
            field=models.DateField(null=True, verbose_name='截至'),
        ),
        migrations.AddField(
            model_name='listingdoubt',
            name='on',
            field=models.DateField(null=True, verbose_name='截至'),
        ),
    ]
