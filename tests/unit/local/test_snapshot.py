"""The file that keeps the bank: whole, checked, and replaced at once."""

import os

import pytest

from local import snapshot
from local.snapshot import Head, SnapshotDamaged

HEAD = Head("2026-01-02T03:04:05.678+00:00", stopped=True)
SERVICES = {"sqs": '{"queues": {"a": ["one"]}}', "dynamodb": '{"rows": "}, \\"state\\": "}'}


def test_gives_back_what_was_put_in(tmp_path):
    snapshot.write(tmp_path / "state", HEAD, SERVICES)
    assert (snapshot.head(tmp_path / "state"), snapshot.read(tmp_path / "state")) == (HEAD, SERVICES)


def test_knows_a_folder_in_which_nothing_was_kept(tmp_path):
    assert (snapshot.head(tmp_path), snapshot.read(tmp_path)) == (None, {})


@pytest.mark.parametrize("spoil", [lambda text: text[:-30], lambda text: text.replace("one", "two"), lambda text: ""])
def test_does_not_read_what_was_not_written(tmp_path, spoil):
    snapshot.write(tmp_path, HEAD, SERVICES)
    file = tmp_path / snapshot.NAME
    file.write_text(spoil(file.read_text()))
    with pytest.raises(SnapshotDamaged):
        snapshot.read(tmp_path)


def test_keeps_the_old_one_when_the_disk_is_full(tmp_path):
    snapshot.write(tmp_path, HEAD, SERVICES)
    (tmp_path / f"{snapshot.NAME}.new").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        snapshot.write(tmp_path, HEAD, {"sqs": "{}"})
    assert (snapshot.read(tmp_path), os.listdir(tmp_path)) == (SERVICES, [snapshot.NAME])


def test_reads_what_it_wrote_before_it_replaces_the_old_one(tmp_path, monkeypatch):
    snapshot.write(tmp_path, HEAD, SERVICES)
    monkeypatch.setattr(snapshot, "_lines", lambda path: ["something else", ""])
    with pytest.raises(OSError, match="otherwise"):
        snapshot.write(tmp_path, HEAD, {"sqs": "{}"})
    monkeypatch.undo()
    assert snapshot.read(tmp_path) == SERVICES
