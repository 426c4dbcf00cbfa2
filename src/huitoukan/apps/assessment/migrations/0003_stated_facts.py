"""Facts stated by hand: what was stated stays."""

import django.db.models.deletion
from django.db import migrations, models

from huitoukan.apps.core.append_only import rows_stay


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0002_villages'),
        ('campaigns', '0001_initial'),
        ('files', '0001_initial'),
        ('places', '0003_first_spells'),
    ]

    operations = [
        migrations.CreateModel(
            name='SectionNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(max_length=80)),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='看到的情况')),
                ('photo', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='编号')),
                ('household_no', models.CharField(max_length=40, verbose_name='户编号')),
                ('view', models.CharField(blank=True, max_length=40)),
                ('source', models.CharField(max_length=40, verbose_name='来源')),
                ('said_by', models.CharField(max_length=64, verbose_name='谁说的')),
                ('on', models.DateField(verbose_name='日期')),
                ('why', models.CharField(blank=True, max_length=300, verbose_name='更正原因')),
                ('by', models.CharField(max_length=64)),
                ('by_name', models.CharField(max_length=64, verbose_name='登记人')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.area')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.campaign')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessment.assessment')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='StatedFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_no', models.CharField(blank=True, max_length=40, verbose_name='人编号')),
                ('fact', models.CharField(max_length=60)),
                ('value', models.CharField(blank=True, max_length=100, verbose_name='取值')),
                ('note', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessment.sectionnote')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='assessment.statement')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='sectionnote',
            name='statement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='assessment.statement'),
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(fields=['campaign', 'household_no'], name='statements_of_household'),
        ),
        rows_stay("assessment_statement", "statements stay"),
        rows_stay("assessment_statedfact", "stated facts stay"),
        rows_stay("assessment_sectionnote", "what was seen stays"),
    ]
