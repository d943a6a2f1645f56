"""How far a run has come, as it is told where there is no terminal."""

import re

from simulator.report import progress


def test_a_log_is_told_rate_and_time_left(capsys, monkeypatch):
    monkeypatch.setattr(progress, "EVERY", 0.0)
    with progress.ProgressBar() as listener:
        listener.begin(100, 1000)
        listener.advance(300)
    said = capsys.readouterr().err
    assert "Resuming: 100 of 1,000 worlds" in said
    assert re.search(r"400 of 1,000 worlds, [\d,]+ a second, [\d,]+ s left", said)
    assert listener.interrupted("command") == "Interrupted: nothing is stored. Repeat: command"
    listener.resume_command = "resume it"
    stored = "400 of 1,000 worlds are stored"
    assert listener.interrupted("command") == f"Interrupted: {stored}. Resume: resume it"


def test_quiet_says_nothing(capsys, monkeypatch):
    monkeypatch.setattr(progress, "EVERY", 0.0)
    with progress.ProgressBar(quiet=True) as listener:
        listener.begin(100, 1000)
        listener.advance(300)
    assert capsys.readouterr().err == ""
