"""`published/` and `raw/` in a store that machines share: a bucket (moto's server on loopback) and a directory, by fsspec."""

import json
import shutil
from pathlib import Path

import boto3
import httpx
import pytest
from moto.server import ThreadedMotoServer
from replays import FEW, NOWHERE, SteeredReplay, etl, served, start_etl, trimmed_catalogue, wait_for
from republished import republish

from etl.contract import whole
from etl.contract.paths import DataPaths
from etl.contract.store_state import StoreState, read_store_state
from etl.store import CURRENT, Store, store_of

KEYS = {"AWS_ACCESS_KEY_ID": "kollen", "AWS_SECRET_ACCESS_KEY": "hemligt", "AWS_DEFAULT_REGION": "eu-north-1"}
STORES = ("s3", "file")


@pytest.fixture(scope="module")
def bucket():
    """The settings of a bucket on loopback."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        settings = {**KEYS, "AWS_ENDPOINT_URL": f"http://{host}:{port}"}
        for name, value in settings.items():
            patch.setenv(name, value)
        boto3.client("s3").create_bucket(Bucket="kollen", CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
        yield settings
    server.stop()


@pytest.fixture(params=STORES)
def shared(request, bucket, tmp_path, monkeypatch):
    """The settings of a store with nothing in it; versions are looked at anew each time."""
    monkeypatch.setattr(whole, "LOOKED_AT_AGAIN", 1e-6)
    place = f"s3://kollen/{tmp_path.name}" if request.param == "s3" else f"file://{tmp_path}/store"
    return {**bucket, "KOLLEN_STORE": place}


@pytest.fixture
def filled(shared, demo_data, tmp_path):
    """The same with the demo's version in it, sent from `maker`."""
    shutil.copytree(demo_data / "published", tmp_path / "maker" / "published")
    notes = tmp_path / "maker" / "notes"
    notes.mkdir()
    (notes / "0484.yaml").write_text("[]\n", encoding="utf-8")
    done = send(tmp_path, shared)
    assert done.returncode == 0, done.stderr
    return shared


def send(tmp_path, settings):
    return etl("push", "--data", str(tmp_path / "maker"), **settings)


def copy(tmp_path, settings, *more):
    return etl("pull", *more, "--data", str(tmp_path / "shower"), **settings)


def shown(tmp_path):
    return DataPaths(tmp_path / "shower")


def of(settings) -> Store:
    store = store_of(settings)
    assert store is not None
    return store


def files(directory: Path):
    return {file.relative_to(directory): file.read_bytes() for file in directory.rglob("*") if file.is_file()}


def allowed(settings, requests):
    """After so many requests the bucket denies all."""
    httpx.post(f"{settings['AWS_ENDPOINT_URL']}/moto-api/reset-auth", content=str(requests))


def test_a_machine_shows_what_another_has_sent(filled, tmp_path):
    done = copy(tmp_path, filled)
    assert (done.returncode, done.stderr) == (0, "")
    assert files(shown(tmp_path).published) == files(tmp_path / "maker" / "published")
    assert (tmp_path / "shower" / "notes" / "0484.yaml").exists()
    assert json.loads(shown(tmp_path).store_state.read_text(encoding="utf-8"))["reached"] is True
    # A newer version comes beside the older, which isn't copied again; what is taken away there goes here.
    stamps = {file: file.stat().st_ino for file in served(tmp_path / "shower").directory.rglob("*")}
    older = served(tmp_path / "shower").version
    newer = republish(tmp_path / "maker", {"syss_utrikes": lambda rows: rows[:-1]})
    assert send(tmp_path, filled).returncode == 0
    assert copy(tmp_path, filled).returncode == 0
    assert served(tmp_path / "shower").version == newer
    assert {file: file.stat().st_ino for file in stamps} == stamps
    shutil.rmtree(tmp_path / "maker" / "published" / older)
    (tmp_path / "maker" / "notes" / "0484.yaml").unlink()
    assert send(tmp_path, filled).returncode == 0
    assert not [name for name in of(filled).sizes() if older in name or name.startswith("notes/")]
    assert copy(tmp_path, filled).returncode == 0
    assert files(tmp_path / "shower" / "published") == files(tmp_path / "maker" / "published")
    assert not files(tmp_path / "shower" / "notes")
    # A version that was built once more differs in its manifest alone, which may be as long as it was.
    manifest = tmp_path / "maker" / "published" / newer / whole.MANIFEST
    manifest.write_bytes(manifest.read_bytes().replace(b'"built_at": "2', b'"built_at": "3'))
    assert send(tmp_path, filled).returncode == 0
    assert of(filled).read(f"published/{newer}/{whole.MANIFEST}") == manifest.read_bytes()
    assert b'"built_at": "3' in manifest.read_bytes()


@pytest.mark.parametrize("shared", ["file"], indirect=True)
def test_half_a_version_is_never_shown(filled, tmp_path, visitor, monkeypatch):
    assert copy(tmp_path, filled).returncode == 0
    older = served(tmp_path / "shower").version
    newer = republish(tmp_path / "maker", {"syss_utrikes": lambda rows: rows[:-1]})
    assert send(tmp_path, filled).returncode == 0
    of(filled).write(f"published/{newer}/latest.parquet", b"cut")
    done = copy(tmp_path, filled)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "isn't whole there" in done.stderr
    monkeypatch.setenv("KOLLEN_DATA", str(tmp_path / "shower"))
    ready = visitor.get("/readyz").get_json()
    assert (ready["status"], ready["version"], ready["whole"], ready["store"]["reached"]) == ("degraded", older, False, False)
    # Whoever has it whole puts it right.
    assert send(tmp_path, filled).returncode == 0
    assert copy(tmp_path, filled).returncode == 0
    ready = visitor.get("/readyz").get_json()
    assert (ready["status"], ready["version"], ready["store"]["reached"]) == ("ready", newer, True)
    of(filled).write(CURRENT, b"../../etc\n")
    done = copy(tmp_path, filled)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert served(tmp_path / "shower").version == newer


def test_a_store_that_is_gone_or_denies_is_one_line_and_the_last_data_stay(bucket, demo_data, tmp_path, visitor, monkeypatch):
    monkeypatch.setattr(whole, "LOOKED_AT_AGAIN", 1e-6)
    settings = {**bucket, "KOLLEN_STORE": f"s3://kollen/{tmp_path.name}"}
    shutil.copytree(demo_data / "published", tmp_path / "maker" / "published")
    assert send(tmp_path, settings).returncode == 0
    assert copy(tmp_path, settings).returncode == 0
    version = served(tmp_path / "shower").version
    monkeypatch.setenv("KOLLEN_DATA", str(tmp_path / "shower"))
    assert visitor.get("/readyz").get_json()["status"] == "ready"
    gone = {**settings, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    nowhere = {**settings, "KOLLEN_STORE": "s3://finns-inte/kollen"}
    for where in (gone, nowhere):
        done = copy(tmp_path, where)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), done.stderr
        assert done.stderr.startswith("etl: KOLLEN_STORE: "), done.stderr
        assert served(tmp_path / "shower").version == version
        ready = visitor.get("/readyz")
        assert (ready.status_code, ready.get_json()["status"]) == (200, "degraded")
    allowed(settings, 0)
    try:
        done = copy(tmp_path, settings)
        run = etl("run", "--data", str(tmp_path / "maker"), **settings, KOLADA_URL=NOWHERE)
    finally:
        allowed(settings, 1_000_000)
    for denied in (done, run):
        assert (denied.returncode, denied.stdout, denied.stderr.count("\n")) == (1, "", 1), denied.stderr
        assert "hemligt" not in denied.stderr
    assert served(tmp_path / "maker").version == version


@pytest.mark.parametrize("shared", ["s3"], indirect=True)
def test_what_is_cut_off_while_it_is_sent_or_copied_is_no_version(filled, tmp_path):
    assert copy(tmp_path, filled).returncode == 0
    before = of(filled).read(CURRENT)
    newer = republish(tmp_path / "maker", {"syss_utrikes": lambda rows: rows[:-1]})
    allowed(filled, 25)
    try:
        assert send(tmp_path, filled).returncode == 1
    finally:
        allowed(filled, 1_000_000)
    names = of(filled).sizes()
    assert 0 < sum(newer in name for name in names) < len(files(tmp_path / "maker" / "published" / newer))
    assert f"published/{newer}/{whole.MANIFEST}" not in names, "its manifest is last"
    assert of(filled).read(CURRENT) == before
    assert send(tmp_path, filled).returncode == 0
    allowed(filled, 25)
    try:
        assert copy(tmp_path, filled).returncode == 1
    finally:
        allowed(filled, 1_000_000)
    assert shown(tmp_path).current.read_bytes() == before
    assert copy(tmp_path, filled).returncode == 0
    assert served(tmp_path / "shower").version == newer


def test_a_copier_goes_on_while_the_store_is_away(demo_data, tmp_path):
    settings = {"KOLLEN_STORE": f"file://{tmp_path}/store"}
    shutil.copytree(demo_data / "published", tmp_path / "maker" / "published")
    assert send(tmp_path, settings).returncode == 0
    process = start_etl("pull", "--every", "1", "--data", str(tmp_path / "shower"), **settings)

    def reached(wanted):
        state = read_store_state(shown(tmp_path))
        return state is not None and state.reached is wanted

    try:
        for place, away, wanted in (("store", "store", True), ("store", "elsewhere", False), ("elsewhere", "store", True)):
            (tmp_path / place).rename(tmp_path / away)
            wait_for(lambda wanted=wanted: reached(wanted), process)
        assert served(tmp_path / "shower").version == served(tmp_path / "maker").version
    finally:
        process.kill()
        told = process.communicate()[0].splitlines()
    assert [line.split(":")[0] for line in told[:2]] == ["Here is what file", "etl"]  # a fault is told once


@pytest.mark.parametrize("shared", ["s3"], indirect=True)
def test_a_run_begins_with_what_the_store_has_and_ends_by_sending(shared, tmp_path):
    steered = SteeredReplay()
    try:
        steered.without_groups()
        catalogue = trimmed_catalogue(tmp_path / "catalogue", *FEW)
        settings = {**shared, "KOLLEN_CATALOGUE": str(catalogue), "KOLADA_URL": steered.url}
        first = etl("run", "--data", str(tmp_path / "first"), **settings)
        assert first.returncode == 0, first.stderr
        asked = len(steered.data_requests())
        # A machine of its own goes on where the other left off: nothing new, and next to nothing asked again.
        second = etl("run", "--data", str(tmp_path / "second"), **settings)
        assert second.returncode == 0, second.stderr
        assert "Nothing new" in second.stdout
        assert len(steered.data_requests()) - asked < asked
        assert files(tmp_path / "first" / "raw").keys() == files(tmp_path / "second" / "raw").keys()
        steered.change(FEW[0], lambda value: value)
        failed = etl("run", "--refresh", "--data", str(tmp_path / "second"), **{**settings, "KOLADA_URL": NOWHERE,
                     "KOLADA_RETRY_SECONDS": "0"})  # fmt: skip
    finally:
        steered.stop()
    assert failed.returncode != 0 or "FAILED" in failed.stdout
    assert of(shared).read(CURRENT) == (tmp_path / "first" / CURRENT).read_bytes()
    assert json.loads(of(shared).read("published/run.json"))["outcome"] in ("failed", "kept")


@pytest.mark.parametrize("value", ["kollen", "s3:/kollen", "finns-inte://kollen"])
def test_an_address_that_is_none_is_named(value, tmp_path):
    for command in ("pull", "push", "run"):
        done = etl(command, "--data", str(tmp_path), KOLLEN_STORE=value)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(f"etl: KOLLEN_STORE is '{value}': ")
        assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_name_that_leads_out_is_refused():
    class Names:
        def invalidate_cache(self):
            pass

        def find(self, root, **_):
            return {f"{root}/published/../../etc/passwd": {"size": 1}}

    with pytest.raises(Exception, match="a place of its own"):
        Store("s3://kollen", Names(), "kollen").sizes()


def test_a_copier_that_has_stopped_is_seen(monkeypatch):
    state = StoreState(asked_at="2026-11-21T12:00:00Z", reached=True, every=30)
    monkeypatch.setenv("KOLLEN_TODAY", "2026-11-22")
    assert not state.good
    assert state.model_copy(update={"every": None}).good
