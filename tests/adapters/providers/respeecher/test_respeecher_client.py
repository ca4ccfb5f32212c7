"""Every call of the client against the simulated server, which refuses what the documentation does not allow."""

from __future__ import annotations

import io
import zipfile

import pytest

from adapters.providers.respeecher.client import Client
from adapters.providers.respeecher.market import VoiceFilter
from adapters.providers.respeecher.models.library import Folder, Recording
from adapters.providers.respeecher.orders import Conversion
from adapters.providers.respeecher.session import Credentials
from bot.errors import ProviderAuth, ProviderDown, SegmentInvalid, UnknownChoice
from tests.adapters.providers.respeecher.conftest import KEY, Making
from tests.simulators import audio, respeecher
from tests.simulators.respeecher.market import identity

LOGIN = Credentials("", "someone@example.com", "right")


async def folder(client: Client, name: str = "A folder") -> Folder:
    project = await client.library.new_project("A project", (await client.account.who()).id)
    return await client.library.new_folder(name, project.id)


async def uploaded(client: Client, name: str = "take 1") -> Recording:
    home = await folder(client)
    return await client.library.new_recording(
        home.id, audio.speech("Good evening.", "me", "wav"), "audio/wav", name=name
    )


async def test_a_key_goes_along_with_every_request(client: Client, server: respeecher.Respeecher) -> None:
    assert (await client.account.who()).username == "someone"
    assert (await client.account.credits()).credits == 100
    assert {row["headers"]["api-key"] for row in server.requests} == {KEY}


async def test_a_session_is_begun_once_and_ended_at_the_end(make: Making, server: respeecher.Respeecher) -> None:
    client = make(LOGIN).client
    await client.account.credits()
    await folder(client)
    await client.logout()
    await client.logout()
    paths = [row["path"] for row in server.requests]
    assert (paths.count("/api/login"), paths.count("/api/logout")) == (1, 1)
    assert all("api-key" not in row["headers"] for row in server.requests)
    assert {row["status"] for row in server.requests} == {200}


async def test_a_session_that_ended_is_begun_again_once(make: Making, server: respeecher.Respeecher) -> None:
    client = make(LOGIN).client
    await client.account.credits()
    server.force("session-expired")
    assert (await client.account.credits()).credits == 100
    server.set_fault("session-expired", 1)
    with pytest.raises(ProviderAuth):
        await client.account.credits()
    assert sum(row["path"] == "/api/login" for row in server.requests) == 3


async def test_a_wrong_password_is_not_tried_again_and_again(make: Making, server: respeecher.Respeecher) -> None:
    client = make(Credentials("", "someone@example.com", "wrong")).client
    for _ in range(3):
        with pytest.raises(ProviderAuth):
            await client.account.credits()
    assert len(server.requests) == 1


async def test_a_refused_key_is_not_tried_again_and_again(client: Client, server: respeecher.Respeecher) -> None:
    server.set_fault("unauthorized", 1)
    for _ in range(3):
        with pytest.raises(ProviderAuth):
            await client.account.credits()
    assert len(server.requests) == 1


async def test_keys(client: Client, server: respeecher.Respeecher) -> None:
    made = await client.account.new_key("2027-01-01T00:00:00Z")
    assert made.api_key.startswith("key-")
    assert made.api_key not in repr(made)
    assert server.requests[-1]["body"] == {"expires_at": "2027-01-01T00:00:00Z"}
    assert (await client.account.delete_key()).detail == "OK"


@pytest.mark.parametrize("bare", [True, False])
async def test_calibrations(client: Client, server: respeecher.Respeecher, bare: bool) -> None:
    server.account.bare_calibrations = bare
    made = await client.account.new_calibration("my voice", audio.speech("A", "me", "mp3"), "audio/mpeg")
    assert (made.state, server.requests[-1]["body"]["files"][0]["name"]) == ("processing", "recording.mp3")
    await client.account.enable_calibration(made.id)
    assert (await client.account.calibration(made.id)).enabled
    await client.account.automatic_calibration()
    assert [one.enabled for one in await client.account.calibrations()] == [False]
    assert (await client.account.delete_calibration(made.id)).id == made.id
    assert not await client.account.calibrations()


@pytest.mark.parametrize("posted", [False, True])
async def test_statistics_by_the_guides_get_or_the_openapi_documents_post(
    client: Client, server: respeecher.Respeecher, posted: bool
) -> None:
    server.account.posted_statistics = posted
    home = await folder(client)
    assert (await client.account.statistics()).models[0].conversions_count == 3
    assert [one.project_id for one in await client.account.project_statistics([home.project_id])] == [home.project_id]
    assert [one.folder_id for one in await client.account.folder_statistics([home.id])] == [home.id]


async def test_projects(client: Client) -> None:
    owner = (await client.account.who()).id
    made = [await client.library.new_project(f"Number {number} " + "x" * 60, owner) for number in range(3)]
    assert [len(one.name) for one in made] == [40] * 3
    assert (await client.library.rename_project(made[0].id, "First")).name == "First"
    assert (await client.library.project_by_url(made[0].url)).id == made[0].id
    assert (await client.library.delete_project(made[2].id)).ids == (made[2].id,)
    listed = [one.id async for one in client.library.projects(owner=owner, sort="name", direction="asc")]
    assert listed == [made[0].id, made[1].id]
    with pytest.raises(UnknownChoice):
        await client.library.delete_project(made[2].id)


async def test_folders(client: Client) -> None:
    home = await folder(client)
    assert (await client.library.rename_folder(home.id, "Another")).name == "Another"
    assert (await client.library.folder(home.id)).name == "Another"
    assert [one.id async for one in client.library.folders(home.project_id)] == [home.id]
    assert (await client.library.delete_folder(home.id)).ids == (home.id,)
    with pytest.raises(UnknownChoice):
        await client.library.folder(home.id)


async def test_recordings(client: Client, server: respeecher.Respeecher) -> None:
    made = await uploaded(client)
    assert (made.label, made.microphone, made.type) == ("take 1", "file", "original")
    assert (await client.library.star(made.id)).starred
    assert (await client.library.change_recording(made.id, name="take_2")).label.startswith("take 2")
    assert server.requests[-1]["body"].keys() == {"label"}
    assert not (await client.library.replace_recording(made.id, name="take 3", starred=False)).starred
    assert [one.label async for one in client.library.recordings(project=made.project_id)] == ["take 3"]
    assert [one.id for one in await client.library.newest(made.parent_folder_id)] == [made.id]
    assert await client.file(made.url) == audio.speech("Good evening.", "me", "wav")
    assert (await client.library.delete_recording(made.id)).ids == (made.id,)
    with pytest.raises(UnknownChoice):
        await client.library.recording(made.id)


async def test_a_recording_that_is_no_sound_or_too_large_is_refused(client: Client) -> None:
    home = await folder(client)
    for data in (b"<html>", b"RIFF" + bytes(1 << 20)):
        with pytest.raises(SegmentInvalid):
            await client.library.new_recording(home.id, data, "audio/wav")


async def test_exports_are_zip_files(client: Client) -> None:
    made = await uploaded(client)
    voice = Conversion(voice=identity("Rex"))
    order = (await client.orders.order(made.id, [voice, voice]))[0]
    while (await client.library.recording(order.conversion_id)).state != "done":
        pass
    await client.library.star(order.conversion_id)
    everything = await client.library.export_project(made.project_id)
    starred = await client.library.export_recording(made.id, starred_only=True)
    names = [zipfile.ZipFile(io.BytesIO(one.data)).namelist() for one in (everything, starred)]
    assert ([len(one) for one in names], everything.name[-4:]) == ([2, 1], ".zip")


async def test_notes(client: Client) -> None:
    made = await uploaded(client)
    await client.library.new_note(made.id, "Louder.")
    assert (await client.library.change_note(made.id, "Softer.")).text == "Softer."
    seen = (await client.library.recording(made.id)).note
    assert seen
    assert seen.text == "Softer."
    await client.library.delete_note(made.id)
    assert (await client.library.recording(made.id)).note is None


async def test_lists_are_read_page_by_page_to_their_end(client: Client, server: respeecher.Respeecher) -> None:
    home = await folder(client)
    for number in range(401):
        server.shelf.recording(server.shelf.folders[home.id], label=f"n {number}")
    labels = [one.label async for one in client.library.originals(home.id, direction="asc")]
    assert labels == [f"n {number}" for number in range(401)]
    assert [row["query"]["offset"] for row in server.requests[-3:]] == ["0", "200", "400"]


async def test_voices_by_every_filter(client: Client, server: respeecher.Respeecher) -> None:
    async def names(**only: tuple[str, ...] | str) -> list[str]:
        return [one.name async for one in client.market.voices(VoiceFilter(sort="name", direction="asc", **only))]

    assert await names() == ["Ava", "Bruno", "Cleo", "Dov", "Rex"]
    assert await names(gender=("male", "female"), age_group=("adult",)) == ["Ava", "Bruno"]
    assert await names(nationality=("british",), visibility=("public", "paid")) == ["Bruno"]
    assert await names(species=("animal",), pitch_group=("mid",)) == ["Rex"]
    assert "limit=100" in "&".join(f"{key}={value}" for key, value in server.requests[-1]["query"].items())


async def test_voices_are_searched_liked_and_set(client: Client) -> None:
    found = await client.market.search("av", limit=3)
    assert [one.name for one in found] == ["Ava"]
    ava = found[0]
    assert (await client.market.favorite(ava.id)).favorite
    assert not (await client.market.favorite(ava.id, favorite=False)).favorite
    changed = await client.market.settings(
        ava.id, narration_style=ava.narration_styles[1].id, accent=ava.accents[1].id, semitones=-2.5
    )
    assert [style.settings.favorite for style in changed.narration_styles] == [False, True]
    assert changed.accents[1].settings.semitones_correction == -2.5
    assert (await client.market.accent_samples(ava.accents[0].id)).samples
    assert (await client.market.narration_style_samples(ava.narration_styles[0].id)).samples == {}
    assert [one.name for one in await client.market.old_voices()] == ["Old"]


async def test_the_deprecated_text_to_speech_and_an_order_again(client: Client, server: respeecher.Respeecher) -> None:
    home = await folder(client)
    old = (await client.market.old_voices())[0]
    made = await client.orders.old_speech(home.project_id, home.id, "Good evening.", voice=old.id, name="old one")
    assert (made.text, made.label) == ("Good evening.", "old one")
    server.force("recording-error")
    style = (await client.market.search("Ava"))[0].narration_styles[0].id
    voice = Conversion(voice=identity("Ava"), narration_style=style)
    order = (await client.orders.order(made.id, [voice]))[0]
    states = [(await client.library.recording(order.conversion_id)).state for _ in range(2)]
    assert states[-1] == "error"
    assert (await client.orders.retry(order.conversion_id)).conversion_id == order.conversion_id
    states = [(await client.library.recording(order.conversion_id)).state for _ in range(2)]
    assert states == ["postprocessing", "done"]
    assert len(server.paid) == 2


async def test_a_question_is_asked_again_where_the_answer_was_lost(
    client: Client, server: respeecher.Respeecher
) -> None:
    server.force("500")
    server.force("truncated-json")
    with pytest.raises(ProviderDown):
        await client.account.credits()
    assert (await client.account.credits()).initial_credits == 100
    assert len(server.requests) == 3
