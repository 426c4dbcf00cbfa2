"""Deliveries about houses, water and relocation: one row for one household."""

from __future__ import annotations

from huitoukan.simulate.layouts.shape import (
    FileLayout,
    Sheet,
    columns,
    day_dashed,
    grade_in_words,
    plain,
)

_FOLDER = "部门数据"

APPRAISALS = FileLayout(
    "D33",
    f"{_FOLDER}/县住建局_房屋安全鉴定台账.xlsx",
    "xlsx",
    Sheet(
        "房屋安全鉴定",
        columns(
            ("户编号", "household_no"),
            ("户主姓名", "head_name"),
            ("鉴定等级", "grade", grade_in_words),
            ("鉴定日期", "appraised_on", plain),
            ("是否居住", "lived_in"),
            ("鉴定机构", "org"),
        ),
        titles=("云岭县农村房屋安全鉴定台账", "填报单位：县住建局        制表日期：2026年10月26日"),
    ),
)
RENOVATIONS = FileLayout(
    "D34",
    f"{_FOLDER}/县住建局_农村危房改造台账.xls",
    "xls",
    Sheet(
        "危房改造",
        columns(
            ("户编号", "household_no"),
            ("户主", "head_name"),
            ("改造年度", "year"),
            ("补助金额（元）", "grant"),
            ("竣工验收日期", "accepted_on", plain),
        ),
        titles=("云岭县农村危房改造台账（2014—2025年）",),
    ),
)
WATER = FileLayout(
    "D39",
    f"{_FOLDER}/县水利局_农村饮水安全到户台账.xlsx",
    "xlsx",
    Sheet(
        "饮水安全",
        columns(
            ("户编号", "household_no"),
            ("供水工程名称", "project"),
            ("人均日供水量（升）", "litres_per_person"),
            ("水质是否达标", "quality_ok"),
            ("单次取水往返时间（分钟）", "trip_minutes"),
            ("年停水缺水天数（天）", "shortage_days"),
        ),
        titles=("云岭县农村饮水安全到户台账",),
    ),
)
RELOCATION = FileLayout(
    "D40",
    f"{_FOLDER}/县发改局_易地扶贫搬迁台账.xlsx",
    "xlsx",
    Sheet(
        "户",
        columns(
            ("户编号", "household_no"),
            ("安置点", "site"),
            ("安置面积（㎡）", "area_m2"),
            ("安置人口", "persons"),
            ("交钥匙日期", "key_on", day_dashed),
            ("入住日期", "moved_in_on", day_dashed),
            ("旧房是否拆除", "old_house_demolished"),
            ("自筹金额（元）", "self_paid"),
            ("是否落实产业就业帮扶", "follow_up"),
        ),
        titles=("云岭县易地扶贫搬迁安置台账（户）",),
    ),
    extra_sheets=(
        Sheet(
            "人",
            columns(
                ("户编号", "household_no"),
                ("姓名", "name"),
                ("身份证号", "id_no"),
                ("与户主关系", "relation"),
            ),
            titles=("云岭县易地扶贫搬迁安置台账（人）",),
        ),
    ),
)
