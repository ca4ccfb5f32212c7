from __future__ import annotations

import json

import pytest

from adapters.providers._wire import Answer
from adapters.providers.miso_one.answers import read_balance, read_created, read_looked
from bot.errors import (
    ProviderAuth,
    ProviderBusy,
    ProviderDown,
    ProviderFailed,
    ProviderNoCredits,
    SegmentInvalid,
    SegmentRefused,
    SettingWrong,
    TablereadError,
    UnknownOutcome,
)
from tests.segments import answer, sample

HTML = "<!DOCTYPE html><title>Bad Gateway</title>"


def refused(message: str, code: str = "", status: int = 200) -> Answer:
    data = {"errorCode": code} if code else None
    return answer(json.dumps({"code": -1, "message": message, "data": data}), status)


def task(status: object, info: object = None, **more: object) -> Answer:
    return answer(
        json.dumps({"code": 0, "message": "ok", "data": {"id": "t", "status": status, "taskInfo": info} | more})
    )


def test_a_task_that_was_made_has_an_id() -> None:
    assert read_created(sample("miso-one/created.json")) == "task_7c41"


def test_an_id_that_is_a_number_is_an_id() -> None:
    assert read_created(answer('{"code":0,"message":"ok","data":{"id":17,"status":"pending"}}')) == "17"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("auth_required", ProviderAuth),
        ("insufficient_credits", ProviderNoCredits),
        ("invalid_input", SegmentInvalid),
        ("content_policy", SegmentRefused),
    ],
)
@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_code_says_what_it_is_whatever_the_status(code: str, kind: type[TablereadError], status: int) -> None:
    for read in (read_created, read_looked):
        with pytest.raises(kind):
            read(refused("generate ai task failed", code, status))


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("no auth, please sign in", ProviderAuth),
        ("no permission", ProviderAuth),
        ("Insufficient credits", ProviderNoCredits),
        ("invalid params", SegmentInvalid),
        ("rejected by content policy", SegmentRefused),
        ("Too Many Requests", ProviderBusy),
    ],
)
def test_a_message_alone_says_what_it_is(message: str, kind: type[TablereadError]) -> None:
    for read in (read_created, read_looked):
        with pytest.raises(kind):
            read(refused(message))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, ProviderAuth),
        (400, SegmentInvalid),
        (401, ProviderAuth),
        (402, ProviderNoCredits),
        (403, ProviderAuth),
        (404, SettingWrong),
        (408, UnknownOutcome),
        (413, SegmentInvalid),
        (418, ProviderFailed),
        (422, SegmentInvalid),
        (429, ProviderBusy),
        (500, UnknownOutcome),
        (502, UnknownOutcome),
        (524, UnknownOutcome),
        (200, UnknownOutcome),
    ],
)
def test_a_paid_request_without_words_is_judged_by_its_status(status: int, kind: type[TablereadError]) -> None:
    with pytest.raises(kind):
        read_created(answer(HTML, status, "text/html"))


@pytest.mark.parametrize("status", [200, 400, 402, 404, 408, 422, 500, 502])
def test_a_look_that_is_not_answered_says_nothing_of_the_task(status: int) -> None:
    with pytest.raises(ProviderDown):
        read_looked(answer(HTML, status, "text/html"))


@pytest.mark.parametrize("status", [302, 401, 403])
def test_a_look_that_is_refused_asks_for_a_new_cookie(status: int) -> None:
    with pytest.raises(ProviderAuth):
        read_looked(answer(HTML, status, "text/html"))


def test_busy_says_until_when() -> None:
    with pytest.raises(ProviderBusy) as caught:
        read_created(answer(HTML, 429, "text/html", retry_after="7"))
    assert caught.value.retry_after == 7


def test_a_failure_that_it_tells_itself_is_a_failure_and_an_unclear_one_is_unclear() -> None:
    with pytest.raises(ProviderFailed):
        read_created(refused("generate ai task failed"))
    for unclear in (refused("oops"), refused("generate ai task failed", status=500)):
        with pytest.raises(UnknownOutcome):
            read_created(unclear)
    with pytest.raises(ProviderDown):
        read_looked(refused("query ai task failed"))


@pytest.mark.parametrize(
    "body",
    [
        '{"code":0,"message":"ok","data":{"id":"task_7',
        '{"code":0,"message":"ok"}',
        '{"code":0,"message":"ok","data":{"status":"pending"}}',
        '{"code":0,"message":"ok","data":[]}',
        '{"message":"ok"}',
        "[]",
        "",
    ],
)
def test_a_create_that_is_not_told_to_its_end_is_an_unknown_outcome(body: str) -> None:
    with pytest.raises(UnknownOutcome):
        read_created(answer(body))


def test_a_finished_task_says_where_its_audio_is() -> None:
    assert read_looked(sample("miso-one/done.json")) == "https://cdn.example.com/task_7c41.mp3"
    assert read_looked(task("success", {"audios": [{"audioUrl": "https://cdn.example.com/b"}]})).endswith("/b")  # type: ignore[union-attr]


@pytest.mark.parametrize("info", [None, "", "{", "null", "[]", '{"audios":{}}', '{"audios":[{}]}', 7])
def test_a_finished_task_without_an_address_is_told_from_a_running_one(info: object) -> None:
    assert read_looked(task("success", info)) == ""
    assert read_looked(sample("miso-one/done-empty.json")) == ""


@pytest.mark.parametrize("status", ["pending", "processing", "in_review", "", "SUCCEEDING"])
def test_every_other_status_is_still_running(status: str) -> None:
    assert read_looked(task(status)) is None
    assert read_looked(sample("miso-one/running.json")) is None


def test_a_failed_task_says_why() -> None:
    with pytest.raises(SegmentRefused):
        read_looked(sample("miso-one/refused-late.json"))
    with pytest.raises(ProviderFailed):
        read_looked(sample("miso-one/failed.json"))
    with pytest.raises(SegmentInvalid):
        read_looked(task("failed", '{"errorMessage":"invalid params"}'))
    with pytest.raises(ProviderNoCredits):
        read_looked(task("failed", '{"errorCode":"insufficient_credits"}'))


def test_a_sign_in_that_the_site_itself_lacks_is_not_our_cookie() -> None:
    with pytest.raises(ProviderFailed):
        read_looked(task("failed", '{"errorCode":"auth_required"}'))


def test_a_cancelled_task_may_have_been_paid() -> None:
    with pytest.raises(UnknownOutcome) as caught:
        read_looked(sample("miso-one/canceled.json"))
    assert caught.value.code == "provider_canceled"


def test_a_task_that_the_site_does_not_know_was_paid_all_the_same() -> None:
    with pytest.raises(UnknownOutcome) as caught:
        read_looked(refused("task not found", status=404))
    assert caught.value.code == "provider_job_lost"


def test_a_look_without_a_task_in_it_is_looked_at_again() -> None:
    with pytest.raises(ProviderDown):
        read_looked(answer('{"code":0,"message":"ok","data":null}'))


def test_the_balance_is_whole_credits() -> None:
    assert read_balance(sample("miso-one/balance.json")) == 1240
    assert read_balance(answer('{"code":0,"data":{"remainingCredits":12.9}}')) == 12


@pytest.mark.parametrize(
    "missing",
    [
        answer(HTML, 404, "text/html"),
        answer(HTML, 200, "text/html"),
        answer('{"code":0,"data":{}}'),
        answer('{"code":0,"data":{"remainingCredits":1e999}}'),
    ],
)
def test_a_site_without_a_balance_says_so_well(missing: Answer) -> None:
    with pytest.raises(ProviderFailed) as caught:
        read_balance(missing)
    assert caught.value.code == "balance_not_told"


def test_a_balance_that_is_refused_is_refused() -> None:
    with pytest.raises(ProviderAuth):
        read_balance(sample("miso-one/error-bare.json"))
    with pytest.raises(ProviderAuth):
        read_balance(sample("miso-one/error.json"))
    with pytest.raises(ProviderDown):
        read_balance(answer(HTML, 502, "text/html"))
