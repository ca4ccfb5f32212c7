import errno

import pytest

from adapters.chat.console.folder import copy_beside, copy_over, names, plain_name, refused, write_beside
from bot.errors import FileRefused


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "blob"
    path.write_bytes(b"sound")
    return str(path)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("The News", "The News"),
        ("../../etc/passwd", "etcpasswd"),
        (".hidden", "hidden"),
        ("-rf", "rf"),
        ("a/b\\c:d\0e", "abcde"),
        ("Ünïcode 東京", "Ünïcode 東京"),
        ("\u202egpj.exe", "gpjexe"),
        ("???", "recording"),
        ("", "recording"),
        ("x" * 500, "x" * 60),
    ],
)
def test_a_title_becomes_a_name_that_is_no_path(title, name):
    assert plain_name(title, "recording") == name


def test_a_file_that_is_there_is_never_overwritten(tmp_path, source):
    wanted = tmp_path / "news.ogg"
    wanted.write_bytes(b"somebody's")
    (tmp_path / "news-2.ogg").mkdir()
    assert copy_beside(source, wanted).name == "news-3.ogg"
    assert wanted.read_bytes() == b"somebody's"
    assert (tmp_path / "news-3.ogg").read_bytes() == b"sound"


def test_delivering_again_gives_the_same_file(tmp_path, source):
    first = copy_beside(source, tmp_path / "news.ogg")
    assert copy_beside(source, tmp_path / "news.ogg") == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["blob", "news.ogg"]


def test_a_failed_copy_leaves_nothing_behind(tmp_path):
    with pytest.raises(FileRefused):
        copy_beside(str(tmp_path / "no-blob"), tmp_path / "news.ogg")
    with pytest.raises(FileRefused):
        copy_over(str(tmp_path / "no-blob"), tmp_path / "news.ogg")
    assert list(tmp_path.iterdir()) == []


def test_copying_over_replaces_what_was_asked_for(tmp_path, source):
    out = tmp_path / "out.ogg"
    out.write_bytes(b"old")
    copy_over(source, out)
    assert out.read_bytes() == b"sound"


@pytest.mark.parametrize("write", [copy_beside, lambda _, path: write_beside("x", path)])
def test_a_folder_that_is_not_there_is_said(tmp_path, source, write):
    with pytest.raises(FileRefused, match="folder_missing"):
        write(source, tmp_path / "nowhere" / "x.ogg")


def test_texts_are_written_beside_what_is_there(tmp_path):
    assert write_beside("one", tmp_path / "a.srt").name == "a.srt"
    assert write_beside("two \ud800", tmp_path / "a.srt").name == "a-2.srt"
    assert (tmp_path / "a.srt").read_text() == "one"
    assert (tmp_path / "a-2.srt").read_text() == "two ?"


def test_free_names_count_upwards(tmp_path):
    found = names(tmp_path / "a.b.ogg")
    assert [next(found).name for _ in range(3)] == ["a.b.ogg", "a.b-2.ogg", "a.b-3.ogg"]


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "output_full"), (errno.EROFS, "output_readonly"), (errno.EIO, "output_failed")]
)
def test_why_a_file_cannot_be_written_is_told_apart(tmp_path, number, code):
    assert refused(OSError(number, "x"), tmp_path / "n.ogg").code == code
