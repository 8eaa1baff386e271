"""Disks and terminals as they are: network disks, files of other users, editors that begin a file with a mark, plain letters."""

import errno
import io
import os
import shutil
import sys

import pytest

from etl import disk
from etl.contract.paths import DataPaths
from etl.contract.reader import UnavailableError, open_current
from etl.contract.streams import printable


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_a_disk_that_syncs_no_directories_is_no_fault(number, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(number, os.strerror(number))))
    disk.sync(tmp_path)


def test_a_disk_that_fails_is_one(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(errno.EIO, "Input/output error")))
    with pytest.raises(OSError, match="Input/output"):
        disk.sync(tmp_path)


def test_current_may_begin_with_a_mark(demo_data, tmp_path):
    shutil.copytree(demo_data / "published", tmp_path / "published", copy_function=os.link)
    paths = DataPaths(tmp_path)
    version = paths.current.read_text(encoding="utf-8").strip()
    paths.current.unlink()
    paths.current.write_text(f"\ufeff{version}\r\n", encoding="utf-8")
    assert open_current(paths).version == version


@pytest.fixture
def without_rights():
    """As a user who may not read what is closed: root may."""
    own = os.geteuid()
    if own == 0:
        os.seteuid(65534)
    yield
    os.seteuid(own)


def test_what_another_user_keeps_to_himself_is_told_as_that(demo_data, tmp_path, request):
    shutil.copytree(demo_data / "published", tmp_path / "published", copy_function=os.link)
    (tmp_path / "published").chmod(0o000)
    request.getfixturevalue("without_rights")
    with pytest.raises(UnavailableError, match=r"published/CURRENT can't be read by this user: give it access"):
        open_current(DataPaths(tmp_path))


def test_letters_that_a_terminal_lacks_end_no_program(monkeypatch):
    plain = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", plain)
    printable()
    print("Malmö: 3 indikatorer", file=plain, flush=True)
    assert plain.buffer.getvalue() == b"Malm\\xf6: 3 indikatorer\n"  # type: ignore[attr-defined]
