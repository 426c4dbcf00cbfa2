"""Adjustments and the steps that people take with them."""

import django.db.models.deletion
from django.db import migrations, models

from huitoukan.apps.core.append_only import rows_stay


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("campaigns", "0001_initial"),
        ("places", "0003_first_spells"),
    ]

    operations = [
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="编号")),
                ("kind", models.CharField(max_length=40, verbose_name="类别")),
                ("household_no", models.CharField(max_length=40, verbose_name="户编号")),
                ("household_name", models.CharField(max_length=80, verbose_name="户主")),
                ("persons", models.CharField(blank=True, max_length=200, verbose_name="涉及成员")),
                ("form", models.JSONField(default=dict)),
                ("planned", models.JSONField(default=list)),
                ("effective_on", models.DateField(verbose_name="生效日期")),
                ("reason", models.CharField(max_length=300, verbose_name="事由")),
                ("problem_code", models.CharField(blank=True, max_length=20, verbose_name="问题编号")),
                ("state", models.CharField(choices=[("proposed", "办理中"), ("returned", "已退回"), ("applied", "已生效"), ("refused", "不同意"), ("withdrawn", "已撤回"), ("revoked", "已撤销")], default="proposed", max_length=10, verbose_name="状态")),
                ("n_agreed", models.PositiveSmallIntegerField(default=0)),
                ("proposed_by", models.CharField(max_length=64)),
                ("proposed_name", models.CharField(max_length=64, verbose_name="提出人")),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                ("applied_at", models.DateTimeField(null=True, verbose_name="生效办结时间")),
                ("area", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.area")),
                ("campaign", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="campaigns.campaign")),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="AdjustmentStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(choices=[("propose", "提出"), ("agree", "同意"), ("return", "退回修改"), ("refuse", "不同意"), ("withdraw", "撤回"), ("revoke", "撤销")], max_length=10)),
                ("verb", models.CharField(max_length=40)),
                ("by", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=64, verbose_name="办理人")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("opinion", models.CharField(blank=True, max_length=300, verbose_name="意见")),
                ("adjustment", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="adjustments.adjustment")),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddIndex(
            model_name="adjustment",
            index=models.Index(fields=["state", "area"], name="adjustment_by_state"),
        ),
        migrations.AddIndex(
            model_name="adjustment",
            index=models.Index(fields=["household_no"], name="adjustment_by_household"),
        ),
        migrations.AddIndex(
            model_name="adjustment",
            index=models.Index(fields=["problem_code"], name="adjustment_by_problem"),
        ),
        rows_stay("adjustments_adjustmentstep", "steps that were taken stay"),
    ]
