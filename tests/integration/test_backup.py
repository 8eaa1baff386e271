"""A backup put back after everything was deleted: the same files, the same version, and `etl check` finds no fault."""

import io
import shutil
import tarfile

import pytest

from etl.__main__ import main as etl


@pytest.fixture
def data(demo_data, tmp_path):
    """The demo's newest version, with an inbox, a comment and a raw answer."""
    made = tmp_path / "data"
    shutil.copytree(demo_data, made, ignore=shutil.ignore_patterns("run.lock"))
    for name, text in {"inbox/flen.csv": "a;b", "raw/0a.json.gz": "x", "inbox/archive/eskilstuna.csv": "c"}.items():
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text(text, encoding="utf-8")
    (made / "notes").mkdir(exist_ok=True)
    return made


def files(directory):
    return {file.relative_to(directory).as_posix(): file.read_bytes() for file in directory.rglob("*") if file.is_file()}


def run(command, file, data, *more):
    return etl([command, str(file), "--data", str(data), *more])


def test_all_is_back_after_everything_was_deleted(data, tmp_path, capsys):
    (data / "inbox" / "link.csv").symlink_to("/etc/passwd")
    file = tmp_path / "kollen.tar.gz"
    assert run("backup", file, data) == 0
    assert file.stat().st_mode & 0o077 == 0
    (data / "inbox" / "link.csv").unlink()
    before = files(data)
    shutil.rmtree(data)
    assert run("restore", file, data) == 0
    assert files(data) == before, "and the link is not followed"
    capsys.readouterr()
    assert etl(["check", "--data", str(data)]) == 0
    version = (data / "published" / "CURRENT").read_text(encoding="utf-8").strip()
    assert f"Version {version}" in capsys.readouterr().out


def test_what_is_there_is_replaced_only_when_asked_for(data, tmp_path, capsys):
    file = tmp_path / "kollen.tar.gz"
    assert run("backup", file, data) == 0
    before = files(data)
    assert run("backup", file, data) == 1
    assert "write over it with --force" in capsys.readouterr().err
    (data / "inbox" / "later.csv").write_text("d", encoding="utf-8")
    later = files(data)
    assert run("restore", file, data) == 1
    assert "replace all with --force" in capsys.readouterr().err
    assert files(data) == later
    assert run("restore", file, data, "--force") == 0
    assert files(data) == before


def packed(file, name, body=b"x"):
    with tarfile.open(file, "w:gz") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(body)
        archive.addfile(entry, io.BytesIO(body))


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "catalogue/x.yaml", "inbox/../../outside"])
def test_an_archive_of_others_changes_nothing(tmp_path, capsys, name):
    file, data = tmp_path / "others.tar.gz", tmp_path / "data"
    packed(file, name)
    assert run("restore", file, data) == 1
    assert str(file) in capsys.readouterr().err
    assert set(files(tmp_path)) == {"others.tar.gz", "data/run.lock"}


def test_a_damaged_archive_changes_nothing(data, tmp_path, capsys):
    file = tmp_path / "kollen.tar.gz"
    assert run("backup", file, data) == 0
    whole, before = file.read_bytes(), files(data)
    for damaged in (whole[: len(whole) // 2], b"no archive", b""):
        file.write_bytes(damaged)
        assert run("restore", file, data, "--force") == 1
        assert "is damaged or no backup" in capsys.readouterr().err
        assert files(data) == before


def test_an_archive_with_a_damaged_version_changes_nothing(data, tmp_path, capsys):
    version = (data / "published" / "CURRENT").read_text(encoding="utf-8").strip()
    (data / "published" / version / "regions.parquet").write_bytes(b"x")
    file = tmp_path / "kollen.tar.gz"
    assert run("backup", file, data) == 0
    before = files(data)
    assert run("restore", file, data, "--force") == 1
    assert f"version {version} damaged" in capsys.readouterr().err
    assert files(data) == before


def test_a_backup_is_not_kept_in_what_it_keeps(data, capsys):
    assert run("backup", data / "inbox" / "kollen.tar.gz", data) == 1
    assert "outside it" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        run("backup", "kollen.zip", data)
