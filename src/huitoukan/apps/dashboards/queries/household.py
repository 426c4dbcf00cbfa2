"""Fills [dashboards:household]: one household, one file; registered facts, not verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.assessment.queries.one import verdict_block
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.comparison.models import Hit, HitState
from huitoukan.apps.comparison.queries import hits_for, newest_run
from huitoukan.apps.comparison.queries.facts import compared_facts
from huitoukan.apps.comparison.queries.shown import state_chip as hit_chip
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import listed
from huitoukan.apps.core.pages import Chip, Crumb, KeyValue
from huitoukan.apps.core.showing import address, due_of, language, severity_card, shown_value
from huitoukan.apps.dashboards.pages import household as pages
from huitoukan.apps.dashboards.queries.history import changes, timeline
from huitoukan.apps.incomes.queries.one import dossier_block
from huitoukan.apps.places.queries import departments_of
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.queries import problems_for
from huitoukan.apps.problems.queries.words import state_chip
from huitoukan.apps.registry.models import Household, Member
from huitoukan.apps.registry.queries import household_for, households_for
from huitoukan.apps.registry.queries.past import then_tabs
from huitoukan.domain.identity import mask_id, mask_phone
from huitoukan.rules.pack import Pack

TOPIC_OF_GUARANTEE: Final = {
    "education": "义务教育",
    "medical": "基本医疗",
    "housing": "住房安全",
    "water": "饮水安全",
    "relocation": "易地搬迁",
}


def household_page(
    actor: Actor, campaign: Campaign, household_no: str, *, on: date
) -> pages.HouseholdPage:
    """The household's file through the actor's eyes; numbers of persons are masked."""
    household = household_for(actor, household_no)
    # Of a household that left the registry, those who left with it.
    members = list(
        Member.objects.visible_to(actor, "household.see").filter(
            household=household, ended_on=household.ended_on
        )
    )
    hits = list(
        hits_for(actor, campaign).filter(household_no=household_no).select_related("first_run")
    )
    problems = list(problems_for(actor, campaign).filter(household_no=household_no))
    pack = campaign.pack.opened()
    departments = {code: d.name for code, d in departments_of(campaign.area).items()}
    facts = household.facts
    return pages.HouseholdPage(
        household_no=household.household_no,
        head_name=household.head_name,
        crumbs=_crumbs(household),
        tags=_tags(household, pack),
        monitor=Chip(
            "warn", _word(pack, "household", "monitor_category", household.monitor_category)
        )
        if household.monitor_category
        else None,
        facts=_facts(household, pack),
        guarantees=_guarantees(members, facts, on, _Marks(hits, problems, pack), pack),
        income=_income(facts, len(members)),
        account=dossier_block(actor, campaign, household_no),
        members=tuple(_member(member, hits, on, pack) for member in members),
        may_see_agreement=bool(actor.may("agreement.see")),
        may_adjust=households_for(actor, "adjustment.propose").filter(pk=household.pk).exists(),
        ended=_ended(household),
        n_workers=sum(bool(member.facts.get("work_months")) for member in members),
        compared=_compared(departments, pack, hits),
        checked=_checked(campaign, hits),
        problems=tuple(_problem(problem, departments, on) for problem in problems),
        timeline=timeline(household, changes(actor, pack, household), hits, problems),
        then=then_tabs(actor, campaign, household_no),
        verdict=verdict_block(actor, campaign, household_no),
        registered_at=household.changed_at,
        previous=_neighbour(actor, household, forward=False),
        next=_neighbour(actor, household, forward=True),
    )


def _word(pack: Pack, table: str, name: str, value: Any) -> str:
    """A registered value in the language of the interface."""
    return shown_value(pack.fields[table].by_name.get(name), value, pack.codes)


def _fact(pack: Pack, table: str, facts: Mapping[str, Any], name: str) -> str:
    """A registered fact in the language of the interface; "" when it is not there."""
    return _word(pack, table, name, facts.get(name))


def _tags(household: Household, pack: Pack) -> tuple[str, ...]:
    facts = household.facts
    words = (
        _word(pack, "household", "household_type", household.household_type),
        _word(pack, "household", "exit_status", household.exit_status),
        _("{year} 年脱贫").format(year=facts["exit_year"]) if "exit_year" in facts else "",
        _fact(pack, "household", facts, "poverty_attribute"),
    )
    return tuple(word for word in words if word)


def _ended(household: Household) -> str:
    if household.ended_on is None:
        return ""
    return _("{day} 出册（{why}），资料保留；下面是出册时的情况。").format(
        day=household.ended_on.isoformat(), why=household.ended_by
    )


def _crumbs(household: Household) -> tuple[Crumb, ...]:
    village = household.area
    path = reverse("registry:list")
    found = [Crumb(_("名册"), path)]
    if village.parent is not None:
        found.append(Crumb(village.parent.name, address(path, {}, place=village.parent.code)))
    found.append(Crumb(village.name, address(path, {}, place=village.code)))
    found.append(Crumb(household.head_name))
    return tuple(found)


def _facts(household: Household, pack: Pack) -> tuple[KeyValue, ...]:
    facts = household.facts
    township = household.area.parent.name if household.area.parent else ""
    rows = [
        (_("户编号"), household.household_no),
        (_("住址"), f"{township}{household.area.name}{household.natural_group}"),
        (_("联系电话"), mask_phone(facts.get("household_phone", ""))),
        (_("致贫原因"), _fact(pack, "household", facts, "cause_main")),
        (_("帮扶责任人"), _("，").join(
            text for text in (facts.get("helper_name"), facts.get("helper_unit")) if text)),
        (_("首次识别"), facts.get("first_identified_on", "")),
    ]  # fmt: skip
    return tuple(KeyValue(label, str(value)) for label, value in rows if value)


def _yes(value: object) -> str:
    if value is None:
        return ""
    return _("是") if value else _("否")


def age(birth: str | None, on: date) -> int | None:
    """Completed years on a day, or None when the birth date is not registered."""
    if not birth:
        return None
    born = date.fromisoformat(birth)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _waits(hit: Hit) -> bool:
    """Nobody judged the doubt, and the newest run still finds it."""
    return hit.state == HitState.NEW and hit.is_present


@dataclass(frozen=True)
class _Marks:
    """Where an open problem or a waiting doubt touches a guarantee item, by topic."""

    hits: Sequence[Hit]
    problems: Sequence[Problem]
    pack: Pack

    def of(self, key: str) -> tuple[Chip | None, str]:
        """The chip and the page behind it, the problem before the doubt."""
        topic = TOPIC_OF_GUARANTEE.get(key)
        if topic is None:
            return None, ""
        for problem in self.problems:
            # A problem's topic says who works on it; the rule's says what it is about.
            if topic in {problem.topic, self._topic_of(problem.rule)} and problem.is_open:
                return Chip("bad", _("有问题")), reverse("problems:detail", args=[problem.code])
        for hit in self.hits:
            if self._topic_of(hit.rule) == topic and _waits(hit):
                return Chip("wait", _("有疑点")), reverse("comparison:hit", args=[hit.code])
        return None, ""

    def _topic_of(self, rule_id: str) -> str:
        rule = self.pack.rules.get(rule_id)
        return rule.topic if rule else ""


def _guarantees(
    members: Sequence[Member], facts: Mapping[str, Any], on: date, marks: _Marks, pack: Pack
) -> tuple[pages.Guarantee, ...]:
    """Registered values of the guarantee items, marked where a doubt or a problem touches one."""

    def item(key: str, icon: str, title: str, value: str, note: str) -> pages.Guarantee:
        chip, href = marks.of(key)
        return pages.Guarantee(icon, title, value, note, chip, href)

    children = [m for m in members if 6 <= (age(m.facts.get("birth_date"), on) or 0) <= 15]
    in_school = sum(bool(m.facts.get("student_status")) for m in children)
    insured = sum(
        bool(m.facts.get("ins_resident_medical") or m.facts.get("ins_employee_medical"))
        for m in members
    )
    unsafe = facts.get("unsafe_house")
    return (
        item(
            "education", "school", _("义务教育"),
            _("{done} / {all} 人在校").format(done=in_school, all=len(children))
            if children else _("无适龄儿童"),
            _("6–15 周岁"),
        ),
        item(
            "medical", "stethoscope", _("基本医疗"),
            _("{done} / {all} 人参保").format(done=insured, all=len(members)),
            _("居民或职工医保"),
        ),
        item(
            "housing", "home", _("住房安全"),
            "" if unsafe is None else (_("登记为危房") if unsafe else _("登记为非危房")),
            _("，").join(
                text
                for name in ("house_grade", "housing_safety_route")
                if (text := _fact(pack, "household", facts, name))
            ),
        ),
        item(
            "water", "droplet", _("饮水安全"),
            "" if facts.get("water_safe") is None
            else (_("登记为安全") if facts["water_safe"] else _("登记为未解决")),
            "",
        ),
        item(
            "power", "home-2", _("生活用电"),
            "" if facts.get("has_domestic_power") is None
            else (_("已通") if facts["has_domestic_power"] else _("未通")),
            _fact(pack, "household", facts, "access_road_type"),
        ),
        item(
            "relocation", "map-pin", _("易地搬迁"), _yes(facts.get("relocation_flag")), "",
        ),
    )  # fmt: skip


def _income(facts: Mapping[str, Any], n_members: int) -> pages.RegisteredIncome | None:
    if facts.get("income_net_per_capita") is None:
        return None
    business = (facts.get("income_business") or 0) - (facts.get("cost_business") or 0)
    parts = (
        (_("工资性收入"), float(facts.get("income_wage") or 0)),
        (_("生产经营净收入"), float(business)),
        (_("财产性收入"), float(facts.get("income_property") or 0)),
        (_("转移性收入"), float(facts.get("income_transfer") or 0)),
    )
    return pages.RegisteredIncome.of(float(facts["income_net_per_capita"]), n_members, "", parts)


def _member(member: Member, hits: Sequence[Hit], on: date, pack: Pack) -> pages.MemberRow:
    facts = member.facts
    work = facts.get("work_place", "")
    if facts.get("work_months"):
        work = _("{place}，{n} 个月").format(place=work, n=facts["work_months"])
    insurance = [
        text
        for name, text in (
            ("ins_resident_medical", _("居民医保")),
            ("ins_employee_medical", _("职工医保")),
        )
        if facts.get(name)
    ]
    return pages.MemberRow(
        person_no=member.person_no,
        name=member.name,
        relation=_fact(pack, "member", facts, "relation_to_head"),
        sex=_fact(pack, "member", facts, "sex"),
        age=age(facts.get("birth_date"), on),
        id_no=mask_id(member.id_no) if member.id_no else "",
        health=_fact(pack, "member", facts, "health_status"),
        school=_fact(pack, "member", facts, "student_status")
        or _fact(pack, "member", facts, "education_level"),
        work=work or _fact(pack, "member", facts, "welfare_post"),
        insurance=listed(insurance),
        n_doubts=sum(hit.person_no == member.person_no and _waits(hit) for hit in hits),
    )


def _compared(
    departments: Mapping[str, str], pack: Pack, hits: Sequence[Hit]
) -> tuple[pages.ComparedRow, ...]:
    rows = []
    for hit in hits:
        rule = pack.rules.get(hit.rule)
        lines = compared_facts(hit, pack)
        rows.append(
            pages.ComparedRow(
                hit_code=hit.code,
                department=departments.get(hit.department, hit.department),
                item=rule.title.in_(language()) if rule else hit.rule,
                registered=_joined((line.label, line.registered) for line in lines),
                delivered=_joined((line.label, line.delivered) for line in lines),
                doubt=hit.sentence,
                severity=severity_card(hit.severity),
                verdict=hit_chip(hit),
                is_open=_waits(hit),
                problem_code=hit.problem_code,
            )
        )
    return tuple(rows)


def _joined(pairs: Any) -> str:
    return _("；").join(f"{label} {value}" for label, value in pairs if value) or "—"


def _checked(campaign: Campaign, hits: Sequence[Hit]) -> str:
    run = newest_run(campaign)
    if run is None:
        return _("还没有比对")
    n_rules = run.outcomes.count()
    return _("{rules} 条规则，疑点 {hits} 个").format(rules=n_rules, hits=len(hits))


def _problem(problem: Problem, departments: Mapping[str, str], on: date) -> pages.HouseholdProblem:
    return pages.HouseholdProblem(
        code=problem.code,
        title=problem.title,
        unit=problem.unit or departments.get(problem.department, ""),
        severity=severity_card(problem.severity),
        due=due_of(problem.next_due_on, on),
        state=state_chip(problem.stands),
    )


def _neighbour(actor: Actor, household: Household, *, forward: bool) -> Crumb | None:
    """The household before or after this one in the same village."""
    same = households_for(actor, "household.see").filter(area=household.area)
    if forward:
        found = same.filter(household_no__gt=household.household_no).order_by("household_no")
    else:
        found = same.filter(household_no__lt=household.household_no).order_by("-household_no")
    other = found.first()
    if other is None:
        return None
    return Crumb(other.head_name, reverse("dashboards:household", args=[other.household_no]))
