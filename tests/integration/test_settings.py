"""Every setting of ours set wrong: one line that names it, exit code 1 of the ETL and 2 of the dashboard, and no traceback."""

import os
import re
import subprocess
import sys

import pytest

from dashboard import app
from dashboard.__main__ import main as dashboard
from etl.__main__ import main as etl
from etl.contract.paths import ROOT
from tests.unit.test_map import SETTING

OF_ETL = {"KOLLEN_DATA": __file__, "KOLLEN_CATALOGUE": "/nowhere", "KOLLEN_TODAY": "igår"}
OF_DASHBOARD = {
    "KOLLEN_DATA": __file__,
    "KOLLEN_TODAY": "2026-13-01",
    "KOLLEN_CHROMIUM": "/nowhere/chromium",
    "KOLLEN_URL": "kollen.example.se",
    "KOLLEN_PREFIX": "//kollen",
    "KOLLEN_TRUSTED_PROXIES": "proxy.local",
    "KOLLEN_SECURITY_CONTACT": "it@example.se",
    "KOLLEN_CONTACT": "webb@example.se",
    "KOLLEN_RESPONSIBLE": "Region Exempel, " + "avdelning " * 10 + "1",
    "KOLLEN_OLD_DAYS": "snart",
    "KOLLEN_EMBED": "www.eskilstuna.se",
    "KOLLEN_LOG": "xml",
    "KOLLEN_METRICS": "alla:9100",
}
TRIED_ELSEWHERE = re.compile("KOLADA_|SCB_|KOLLEN_STORE|KOLLEN_OIDC_")
"""In `test_connection.py`, `test_store.py` and `test_login.py`."""


@pytest.mark.parametrize(("name", "value"), OF_ETL.items())
def test_the_etl_names_the_setting(name, value, monkeypatch, capsys):
    monkeypatch.setenv(name, value)
    assert etl(["check"]) == 1
    assert re.fullmatch(rf"etl: {name} is '{re.escape(value)}': [^\n]* is wanted[^\n]*\n", capsys.readouterr().err)


@pytest.mark.parametrize(("name", "value"), OF_DASHBOARD.items())
def test_the_dashboard_names_the_setting(name, value, monkeypatch, capsys):
    monkeypatch.setenv(name, value)
    assert dashboard(["--port", "1"]) == 2
    assert said(name, value, capsys.readouterr().err)


def test_a_real_dashboard_ends_with_one_line():
    name, value = "KOLLEN_PREFIX", OF_DASHBOARD["KOLLEN_PREFIX"]
    command = [sys.executable, "-m", "dashboard", "--port", "1"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, name: value}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert said(name, value, done.stderr)


def test_the_dashboard_says_that_the_catalogue_is_gone_and_shows_what_is_published(visitor, monkeypatch, capsys):
    monkeypatch.setenv("KOLLEN_CATALOGUE", "/nowhere")
    app._warn_of_no_catalogue()
    told = r"dashboard: KOLLEN_CATALOGUE is '/nowhere': [^\n]* is wanted, [^\n]* shown meanwhile; [^\n]*\n"
    assert re.fullmatch(told, capsys.readouterr().out)
    assert visitor.get("/kommun/0484").status_code == 200


def said(name, value, text):
    return re.fullmatch(rf"dashboard: {name} is '{re.escape(value)}': [^\n]* (?:is|are) wanted[^\n]*\n", text)


def test_no_setting_is_left_out():
    files = [file for program in ("etl", "dashboard") for file in ROOT.glob(f"{program}/**/*.py")]
    named = {name for file in files for name in SETTING.findall(file.read_text(encoding="utf-8"))}
    assert {name for name in named if not TRIED_ELSEWHERE.match(name)} == {*OF_ETL, *OF_DASHBOARD}
