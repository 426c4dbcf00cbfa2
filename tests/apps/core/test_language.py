"""What the domain says, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client, RequestFactory
from django.utils.translation import override

from huitoukan.apps.accounts.queries import posts, posts_in_words
from huitoukan.apps.core.language import (
    ENGLISH,
    listed,
    refusal_text,
    refusal_words,
    topic_label,
    translated,
)
from huitoukan.apps.core.middleware import refusal_response
from huitoukan.apps.core.showing import column_label, shown_value
from huitoukan.domain.problems import (
    ACTION_WORDS,
    APART_REASONS,
    FACT_WORDS,
    STATE_WORDS,
    TRANSITIONS,
    Action,
    Facts,
    State,
    decide,
)
from huitoukan.domain.refusals import REFUSALS, Refused
from huitoukan.domain.verbs import VERBS, verb_label
from huitoukan.rules.load import load_pack
from tools.messages import CHINESE, compile_all


@pytest.fixture(scope="module", autouse=True)
def messages() -> None:
    """The message file as it is now, compiled."""
    compile_all()


@pytest.fixture
def english(messages: None) -> Iterator[None]:
    with override("en"):
        yield


def missing_facts() -> Refused:
    with pytest.raises(Refused) as refusal:
        decide(State.RECTIFYING, Action.SUBMIT, Facts(actor="chun1"))
    return refusal.value


def test_a_refusal_without_a_translation_is_chinese_everywhere() -> None:
    refused = missing_facts()
    assert refused.sentence() == "“申请销号”还缺：整改情况、佐证材料。"
    assert str(refused) == "“申请销号”还缺：整改情况、佐证材料。请补全后再提交。"
    assert refusal_text(refused) == str(refused)


@pytest.mark.usefixtures("english")
def test_an_english_refusal_carries_english_words_and_its_list_in_english() -> None:
    assert refusal_words(missing_facts()) == {
        "code": "STEP_MISSING_FACTS",
        "sentence": '"Submit for review" still needs: result, evidence.',
        "remedy": "Complete it and submit again.",
    }


@pytest.mark.usefixtures("english")
def test_a_space_stands_between_an_english_sentence_and_its_remedy() -> None:
    assert refusal_text(Refused("STEP_STALE")).count(". ") == 1


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_every_refusal_of_the_catalogue_has_english(code: str) -> None:
    words = refusal_words(Refused(code, **dict.fromkeys("abc", "")))
    assert not CHINESE.search(words["sentence"] + words["remedy"])


@pytest.mark.usefixtures("english")
def test_a_word_of_two_meanings_takes_the_one_inside_a_refusal() -> None:
    sentence = Refused("NOT_FOUND", what="户", code="9800000006").sentence(translated)
    assert sentence == 'Not found: household "9800000006".'


@pytest.mark.usefixtures("english")
def test_names_and_numbers_are_data_and_stay_as_they_are() -> None:
    sentence = Refused("HIT_DECIDED", code="YD-1", who="秦正").sentence(translated)
    assert sentence == 'Doubt "YD-1" has already been judged by 秦正.'


@pytest.mark.usefixtures("english")
def test_a_translation_does_not_read_braces_in_a_detail_as_a_template() -> None:
    sentence = Refused("FILE_MACRO", name="{row.__class__}.xlsm").sentence(translated)
    assert sentence.startswith('"{row.__class__}.xlsm"')


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("reason", APART_REASONS.values(), ids=APART_REASONS)
def test_the_reason_that_bars_a_step_has_english(reason: str) -> None:
    assert not CHINESE.search(translated(reason))


def test_no_chinese_word_of_the_domain_has_two_different_englishes() -> None:
    tables = (STATE_WORDS, ACTION_WORDS, FACT_WORDS)
    pairs = {(words.zh, words.en) for table in tables for words in table.values()}
    for zh, en in pairs | set(VERBS.values()):
        assert ENGLISH[zh].casefold() == en.casefold(), zh


@pytest.mark.usefixtures("english")
def test_every_right_that_a_page_may_refuse_is_named_in_english() -> None:
    for verb in {row.verb for row in TRANSITIONS} | set(VERBS):
        refused = Refused("NOT_ALLOWED", verb=verb_label(verb))
        assert not CHINESE.search(refused.sentence(translated))


@pytest.mark.usefixtures("english")
def test_topics_headings_and_coded_values_of_the_pack_are_english() -> None:
    pack = load_pack("national-2026")
    assert not CHINESE.search(listed(topic_label(rule.topic) for rule in pack.rules.values()))
    sex = pack.fields["member"].column("sex")
    assert (column_label(sex, "sex"), shown_value(sex, "男", pack.codes)) == ("Sex", "Male")


@pytest.mark.usefixtures("english")
def test_a_value_outside_the_code_list_stays_as_it_was_registered() -> None:
    pack = load_pack("national-2026")
    assert shown_value(pack.fields["member"].column("sex"), "不详", pack.codes) == "不详"


def test_posts_written_down_with_an_act_are_read_in_both_languages() -> None:
    assert posts_in_words("县级数据员、没有这个岗位", "zh") == "县级数据员、没有这个岗位"
    with override("en"):
        assert posts_in_words("县级数据员、审计员", "en") == "County data officer, Auditor"


@pytest.mark.usefixtures("english")
def test_a_post_whose_title_holds_the_separator_is_read_as_one() -> None:
    title = next(post.title for post in posts().values() if "、" in post.title.zh)
    assert posts_in_words(f"审计员、{title.zh}", "en") == f"Auditor, {title.en}"


@pytest.mark.usefixtures("english")
def test_json_says_the_refusal_in_the_language_of_the_reader() -> None:
    request = RequestFactory().get("/x/", headers={"accept": "application/json"})
    answer = refusal_response(request, Refused("NOT_FOUND", what="页面", code="/x/"))
    assert answer.status_code == 404
    assert b"Not found: page" in answer.content


@pytest.mark.django_db
def test_a_page_that_is_not_there_says_so_in_the_language_of_the_browser() -> None:
    english, chinese = (
        Client(headers={"accept-language": tongue}).get("/nowhere/").content.decode()
        for tongue in ("en", "zh-CN")
    )
    assert "Not found: page" in english
    assert "没有找到页面" in chinese


def test_dates_inside_a_refusal_read_the_same_in_both_languages() -> None:
    refused = Refused("DUE_TOO_LATE", due_on=date(2026, 12, 24), latest=date(2026, 12, 20))
    with override("en"):
        assert refused.sentence(translated).startswith("The due date 2026-12-24 is later")
