"""Kept ledgers: entries, changes that are neither altered nor deleted, imports."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

from huitoukan.apps.core.append_only import rows_stay


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('campaigns', '0001_initial'),
        ('files', '0001_initial'),
        ('places', '0003_first_spells'),
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='编号')),
                ('dataset', models.CharField(max_length=10, verbose_name='数据集')),
                ('number', models.PositiveIntegerField(verbose_name='序号')),
                ('department', models.CharField(max_length=40, verbose_name='部门')),
                ('key', models.CharField(max_length=64)),
                ('values', models.JSONField(default=dict)),
                ('words', models.TextField(blank=True, verbose_name='检索')),
                ('version', models.PositiveIntegerField(default=1)),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('changed_at', models.DateTimeField(verbose_name='最近变更')),
                ('changed_name', models.CharField(max_length=64, verbose_name='最近变更人')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.area')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.area')),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='EntryChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('created', '登记'), ('changed', '修改'), ('ended', '结束'), ('restored', '恢复')], max_length=10)),
                ('fields', models.JSONField(default=dict)),
                ('why', models.CharField(blank=True, max_length=300, verbose_name='原因')),
                ('account', models.CharField(blank=True, max_length=20, verbose_name='导入批次')),
                ('by', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=64, verbose_name='办理人')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='ledgers.entry')),
            ],
            options={
                'ordering': ['version'],
            },
        ),
        migrations.CreateModel(
            name='LedgerImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n_rows', models.PositiveIntegerField(default=0, verbose_name='读入行数')),
                ('n_created', models.PositiveIntegerField(default=0, verbose_name='新增')),
                ('n_updated', models.PositiveIntegerField(default=0, verbose_name='更新')),
                ('n_unchanged', models.PositiveIntegerField(default=0, verbose_name='不变')),
                ('n_rejected', models.PositiveIntegerField(default=0, verbose_name='退回')),
                ('n_skipped', models.PositiveIntegerField(default=0, verbose_name='非数据行')),
                ('n_warnings', models.PositiveIntegerField(default=0, verbose_name='提醒')),
                ('header_row', models.PositiveIntegerField(default=0, verbose_name='表头行')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='编号')),
                ('dataset', models.CharField(max_length=10, verbose_name='数据集')),
                ('department', models.CharField(max_length=40, verbose_name='部门')),
                ('state', models.CharField(choices=[('staged', '待写入'), ('written', '已写入'), ('dropped', '已放弃')], max_length=10, verbose_name='状态')),
                ('notes', models.JSONField(default=list, verbose_name='说明')),
                ('read_by', models.CharField(max_length=64)),
                ('read_name', models.CharField(max_length=64, verbose_name='导入人')),
                ('read_at', models.DateTimeField(verbose_name='时间')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='写入时间')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.area')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.campaign')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.CharField(max_length=200, verbose_name='工作表')),
                ('row', models.PositiveIntegerField(verbose_name='行')),
                ('fate', models.CharField(choices=[('new', '新增'), ('changed', '更新'), ('same', '不变')], max_length=10)),
                ('key', models.CharField(max_length=64)),
                ('values', models.JSONField(default=dict)),
                ('seen_version', models.PositiveIntegerField(default=0)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.area')),
                ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledgers.entry')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='ledgers.ledgerimport')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ImportReject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.CharField(max_length=200, verbose_name='工作表')),
                ('row', models.PositiveIntegerField(verbose_name='行')),
                ('column', models.CharField(blank=True, max_length=60, verbose_name='列')),
                ('code', models.CharField(max_length=30, verbose_name='代码')),
                ('sentence', models.CharField(max_length=300, verbose_name='问题')),
                ('remedy', models.CharField(max_length=300, verbose_name='办法')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rejects', to='ledgers.ledgerimport')),
            ],
            options={
                'ordering': ['row', 'id'],
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['dataset', 'area', '-number'], name='entry_by_place'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(fields=('county', 'dataset', 'key'), name='one_entry_of_a_key'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(fields=('county', 'dataset', 'number'), name='ledger_number_once'),
        ),
        migrations.AddConstraint(
            model_name='entrychange',
            constraint=models.UniqueConstraint(fields=('entry', 'version'), name='one_change_of_a_version'),
        ),
        migrations.AddConstraint(
            model_name='ledgerimport',
            constraint=models.CheckConstraint(condition=models.Q(('n_rows', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('n_created'), '+', models.F('n_updated')), '+', models.F('n_unchanged')), '+', models.F('n_rejected')))), name='ledgers_ledgerimport_rows_balance'),
        ),
        rows_stay("ledgers_entrychange", "changes of ledgers stay"),
    ]
