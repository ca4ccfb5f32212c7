"""A request is sent at most as often as is safe, and nothing of it shows."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import traceback
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web

from adapters.providers._http import Http
from adapters.providers._wire import Answer, Request, Upload
from bot.errors import Bug, ProviderAuth, ProviderBusy, ProviderDown, SettingWrong, TablereadError, UnknownOutcome
from tests.adapters.providers.http.conftest import Made, Server

Client = Callable[..., Http]
PAID = Request(method="POST", path="/speak", json={"text": "CANARY words"}, paid=True)
FREE = Request(method="GET", path="/look", query={"q": "CANARY"})


async def test_an_answer_has_its_status_its_headers_in_lower_case_and_its_body(server: Server, client: Client) -> None:
    answer = await client().send(FREE)
    assert (answer.status, answer.media_type) == (200, "application/json")
    assert answer.document() == {"path": "/look?q=CANARY"}
    assert all(name == name.lower() for name in answer.headers)
    assert server.requests[0]["headers"]["authorization"] == "Bearer CANARY-key"


async def test_the_query_of_a_path_is_kept_beside_the_requests_own(server: Server, client: Client) -> None:
    await client().send(Request(method="GET", path="/look?a=1&a=2", query={"b": "x y&z"}))
    assert server.requests[0]["query"] == {"a": "1", "b": "x y&z"}


async def test_bodies_are_json_forms_and_files(server: Server, client: Client) -> None:
    http = client()
    await http.send(Request(method="POST", path="/look", json={"text": "schön \ud800"}))
    await http.send(Request(method="POST", path="/look", form={"a": "b"}))
    file = Upload("data", "a.wav", b"RIFF", "audio/wav")
    await http.send(Request(method="POST", path="/look", form={"label": "x"}, files=(file,)))
    assert [one["body"] for one in server.requests] == [
        {"text": "schön ?"},
        "a=b",
        {
            "form": {"label": "x"},
            "files": [{"field": "data", "name": "a.wav", "media_type": "audio/wav", "data": b"RIFF".hex()}],
        },
    ]


@pytest.mark.parametrize("fault", ["lost-answer", "reset-after-write", "timeout-after-accept", "cut-audio"])
async def test_a_paid_request_that_may_have_left_is_an_unknown_outcome_and_not_sent_again(
    server: Server, client: Client, fault: str
) -> None:
    if fault == "cut-audio":
        server.answers = [web.Response(body=bytes(1000), content_type="audio/mpeg")]
    server.force(fault)
    with pytest.raises(UnknownOutcome) as seen:
        await client(paid_read=0.1).send(PAID)
    assert len(server.requests) == len(server.paid) == 1
    assert (seen.value.__cause__, seen.value.__context__) == (None, None)


async def test_a_paid_request_that_takes_too_long_in_all_is_an_unknown_outcome(server: Server, client: Client) -> None:
    server.force("timeout-after-accept")
    with pytest.raises(UnknownOutcome):
        await client(paid_whole=0.1).send(PAID)
    assert len(server.requests) == 1


@pytest.mark.parametrize("fault", ["500", "502-html", "429", "500-after-accept", "error-in-200"])
async def test_a_paid_request_that_was_answered_is_not_sent_again_whatever_the_answer(
    server: Server, client: Client, fault: str
) -> None:
    server.force(fault)
    assert isinstance(await client().send(PAID), Answer)
    assert len(server.requests) == 1


async def test_where_nobody_listens_a_paid_request_is_tried_three_times_and_is_down(made: Made) -> None:
    http = Http("http://127.0.0.1:1/CANARY", timing=made.timing())
    with pytest.raises(ProviderDown) as seen:
        await http.send(PAID)
    assert len(made.slept) == 2
    assert (seen.value.__cause__, seen.value.__context__) == (None, None)
    assert "CANARY" not in "".join(traceback.format_exception(seen.value))
    await http.aclose()


async def test_a_connection_that_is_not_answered_in_time_is_down_for_nothing_left(
    server: Server, client: Client
) -> None:
    with pytest.raises(ProviderDown):
        await client(paid_whole=0.0).send(PAID)
    assert server.requests == []


@pytest.mark.parametrize("fault", ["500", "502-html", "429-seconds", "429-ms", "429-absent"])
async def test_a_request_that_costs_nothing_is_tried_again(server: Server, client: Client, fault: str) -> None:
    server.force(fault, 2)
    assert (await client().send(FREE)).status == 200
    assert len(server.requests) == 3


async def test_the_third_answer_is_given_as_it_is(server: Server, client: Client) -> None:
    server.force("500", 3)
    assert (await client().send(FREE)).status == 500
    assert len(server.requests) == 3


async def test_a_request_that_costs_nothing_and_is_never_answered_is_down(server: Server, client: Client) -> None:
    server.answers = [web.Response(body=bytes(100), content_type="audio/mpeg") for _ in range(3)]
    server.force("cut-audio", 3)
    with pytest.raises(ProviderDown):
        await client().send(FREE)
    assert len(server.requests) == 3


async def test_waits_between_tries_grow_and_differ_by_chance(server: Server, client: Client, made: Made) -> None:
    server.force("500", 3)
    await client().send(FREE)
    assert made.slept == [0.375, 0.75]


async def test_an_answer_over_the_cap_is_not_read_to_its_end(server: Server, client: Client) -> None:
    server.answers = [web.Response(body=bytes(10_000)), web.Response(body=bytes(10_000))]
    with pytest.raises(ProviderDown):
        await client(most_bytes=1000).send(FREE)
    with pytest.raises(UnknownOutcome):
        await client(most_bytes=1000).send(PAID)
    assert len(server.requests) == 2


async def test_redirects_are_followed_within_the_origin_and_no_further(server: Server, client: Client) -> None:
    def moved(to: str) -> web.Response:
        return web.Response(status=302, headers={"Location": to})

    server.answers = [moved("/look/2"), moved(server.url + "/look/3")]
    assert (await client().send(FREE)).document() == {"path": "/look/3"}
    for to in ("http://localhost:1/", "https://127.0.0.1/", "//other.example/x", "http://[bad/"):
        server.answers = [moved(to)]
        assert (await client().send(FREE)).status == 302
    server.answers = [moved("/look")]
    assert (await client().send(PAID)).status == 302, "a paid request is never sent twice"
    server.answers = [moved(f"/{n}") for n in range(9)]
    assert (await client().send(FREE)).status == 302


@pytest.mark.parametrize("path", ["", "look", "//", "@other.example/", "http://other.example/"])
async def test_a_path_cannot_lead_to_another_host(client: Client, server: Server, path: str) -> None:
    if path == "//":
        await client().send(Request(method="GET", path="//other.example/x"))
        assert server.requests[0]["path"] == "//other.example/x"
        return
    with pytest.raises(Bug):
        await client().send(Request(method="GET", path=path))


async def test_cookies_of_the_server_are_not_kept(server: Server, client: Client) -> None:
    answer = web.json_response({})
    answer.set_cookie("session", "CANARY")
    server.answers = [answer]
    http = client()
    assert "session=CANARY" in (await http.send(FREE)).headers["set-cookie"]
    await http.send(FREE)
    assert "cookie" not in server.requests[1]["headers"]


async def test_no_more_requests_are_out_at_once_than_allowed(server: Server, client: Client) -> None:
    http = client(concurrency=3)
    await asyncio.gather(*(http.send(FREE) for _ in range(12)))
    assert server.most_out == 3


async def test_one_that_waits_in_line_and_is_cancelled_gives_its_place_on(server: Server, client: Client) -> None:
    http = client(concurrency=1)
    tasks = [asyncio.create_task(http.send(FREE)) for _ in range(4)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    tasks[2].cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one).__name__ for one in done] == ["Answer", "CancelledError", "CancelledError", "Answer"]


async def test_a_429_holds_every_request_of_the_client(server: Server, client: Client, made: Made) -> None:
    server.retry_seconds = 7
    server.force("429-seconds")
    http = client()
    assert (await http.send(PAID)).status == 429
    await http.send(PAID)
    assert made.slept == [pytest.approx(7 * 1.05)]


async def test_a_hold_that_is_too_long_is_told_at_once_and_nothing_is_sent(server: Server, client: Client) -> None:
    server.retry_seconds = 90
    server.force("429-ms")
    http = client()
    await http.send(PAID)
    with pytest.raises(ProviderBusy) as seen:
        await http.send(PAID)
    assert seen.value.retry_after == pytest.approx(90)
    assert len(server.requests) == 1


async def test_refusals_that_say_no_time_are_waited_for_longer_each_time(
    server: Server, client: Client, made: Made
) -> None:
    server.force("429-absent", 3)
    http = client()
    for _ in range(4):
        await http.send(PAID)
    assert made.slept == [pytest.approx(1.05 * wait) for wait in (1, 2, 4)]


async def test_after_a_429_fewer_are_out_at_once_and_slowly_more_again(server: Server, client: Client) -> None:
    http = client(concurrency=8)
    server.force("429-ms")
    await asyncio.gather(*(http.send(PAID) for _ in range(8)))
    server.most_out, server.pause = 0, 0.02
    await asyncio.gather(*(http.send(FREE) for _ in range(8)))
    assert 1 <= server.most_out <= 5
    server.pause = 0
    for _ in range(60):
        await http.send(FREE)
    server.most_out, server.pause = 0, 0.6  # long enough for all to be out together on a busy machine
    await asyncio.gather(*(http.send(FREE) for _ in range(8)))
    assert server.most_out == 8


async def test_where_no_requests_are_left_the_next_waits_for_the_new_count(
    server: Server, client: Client, made: Made
) -> None:
    left = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "3"}
    server.answers = [web.json_response({}, headers=left)]
    http = client()
    await http.send(FREE)
    await http.send(FREE)
    assert made.slept == [pytest.approx(3 * 1.05)]


async def test_credentials_that_are_refused_stop_the_client_and_tell_the_operator_once(
    server: Server, client: Client, made: Made, caplog: pytest.LogCaptureFixture
) -> None:
    http = client()
    await http.send(FREE)
    http.refused()
    http.refused()
    for _ in range(3):
        with pytest.raises(ProviderAuth):
            await http.send(PAID)
    assert len(server.requests) == 1
    made.at += 61
    await http.send(FREE)
    http.refused()
    with pytest.raises(ProviderAuth):
        await http.send(FREE)
    assert len(server.requests) == 2
    assert [(one.message, one.__dict__["provider"]) for one in caplog.records] == [("provider_refuses_key", "some-one")]
    made.at += 61
    for _ in range(2):
        await http.send(FREE)
    http.refused()
    assert len(caplog.records) == 2, "it was well in between"


async def test_a_server_that_fails_again_and_again_is_left_alone_for_a_while(
    server: Server, client: Client, made: Made, caplog: pytest.LogCaptureFixture
) -> None:
    http = client()
    server.force("500", 6)
    for _ in range(5):
        await http.send(PAID)
    with pytest.raises(ProviderDown):
        await http.send(PAID)
    assert len(server.requests) == 5
    made.at += 21
    await http.send(PAID)
    with pytest.raises(ProviderDown):
        await http.send(PAID)
    made.at += 21
    assert (await http.send(PAID)).status == 200
    assert (await http.send(PAID)).status == 200
    assert [one.message for one in caplog.records] == ["provider_down"]


async def test_only_one_probe_is_out_after_a_rest(server: Server, client: Client, made: Made) -> None:
    http = client()
    http.refused()
    made.at += 61
    answers = await asyncio.gather(*(http.send(FREE) for _ in range(5)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in answers) == ["Answer", *["ProviderAuth"] * 4]


async def test_a_stream_gives_the_bytes_as_they_come(server: Server, client: Client) -> None:
    server.answers = [web.Response(text="data: x\n\n", content_type="text/event-stream")]
    http = client()
    got = [part async for part in http.stream(PAID, judge=fail, expects="text/event-stream")]
    assert b"".join(got) == b"data: x\n\n"


def fail(answer: Answer) -> None:
    raise ProviderAuth("provider_auth")


async def drain(stream: AsyncIterator[bytes], each: Callable[[bytes], object]) -> None:
    async for part in stream:
        each(part)


async def test_a_stream_that_is_no_stream_is_judged_as_an_answer(server: Server, client: Client) -> None:
    http = client()
    with pytest.raises(ProviderAuth):
        _ = [part async for part in http.stream(PAID, judge=fail, expects="text/event-stream")]
    server.force("500")
    with pytest.raises(UnknownOutcome):
        _ = [part async for part in http.stream(PAID, judge=bool)]


async def test_a_stream_that_breaks_is_an_unknown_outcome_where_it_was_paid(server: Server, client: Client) -> None:
    for request, error in ((PAID, UnknownOutcome), (FREE, ProviderDown)):
        server.answers = [web.Response(body=bytes(1000), content_type="audio/mpeg")]
        server.force("cut-audio")
        got: list[bytes] = []
        with pytest.raises(error) as seen:
            await drain(client().stream(request, judge=fail), got.append)
        assert len(b"".join(got)) == 500
        assert seen.value.__context__ is None
    http = Http("http://127.0.0.1:1")
    with pytest.raises(ProviderDown):
        _ = [part async for part in http.stream(PAID, judge=fail)]
    await http.aclose()


async def test_a_stream_without_end_is_left_when_its_time_is_up(server: Server, client: Client, made: Made) -> None:
    server.answers = [web.Response(body=bytes(1_000_000), content_type="audio/mpeg")]
    with pytest.raises(UnknownOutcome):
        await drain(client(paid_whole=5).stream(PAID, judge=fail), lambda _: setattr(made, "at", made.at + 6))


async def test_a_stream_that_is_left_early_gives_its_place_back(server: Server, client: Client) -> None:
    http = client(concurrency=1)
    stream = http.stream(FREE, judge=fail)
    async for _ in stream:
        break
    await stream.aclose()  # type: ignore[attr-defined]
    assert (await asyncio.wait_for(http.send(FREE), 2)).status == 200


async def test_nothing_of_a_request_is_logged_or_raised_or_shown(
    server: Server, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    http = client(paid_read=0.1)
    shown = [repr(http), repr(PAID), repr(FREE), repr(await http.send(FREE))]
    for fault in ("lost-answer", "timeout-after-accept", "429-ms", "500"):
        server.force(fault)
        try:
            await http.send(PAID)
        except TablereadError as error:
            shown += traceback.format_exception(error)
    http.refused()
    logged = " ".join(str(vars(record)) for record in caplog.records)
    assert "CANARY" not in "".join(shown) + logged
    assert server.url not in "".join(shown) + logged


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "example.com",
        "ftp://example.com",
        "http://",
        "http://a:b@example.com",
        "https://example.com/?key=1",
        "http://[::1",
    ],
)
def test_a_base_url_that_is_none_names_its_setting(base_url: str) -> None:
    with pytest.raises(SettingWrong) as seen:
        Http(base_url, name="miso-one")
    assert seen.value.fields["setting"] == "TABLEREAD_MISO_ONE__BASE_URL"


def test_a_key_that_no_header_can_hold_names_its_setting_and_is_not_shown() -> None:
    for header, setting in (("authorization", "API_KEY"), ("Cookie", "COOKIE")):
        with pytest.raises(SettingWrong) as seen:
            Http("https://example.com", headers={header: "CANARY\nclé"}, name="openai")
        assert seen.value.fields["setting"] == f"TABLEREAD_OPENAI__{setting}"
        assert "CANARY" not in str(seen.value.fields)


def test_white_space_around_a_key_and_a_base_url_is_dropped() -> None:
    Http(" https://example.com/v1/ \n", headers={"authorization": "Bearer key\n"})


def test_the_library_is_loaded_when_it_is_needed() -> None:
    code = "import sys; from adapters.providers._http import Http; Http('http://a'); sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
