"""Text of files is printed as it stands: square brackets are no markup and `:name:` is no emoji."""

import json

import pytest
from door import call, refused

TABLE = """issue,actor,position,salience,capability
Assad [stays],Left [bold],0,80,1
Assad [stays],Right,100,50,2
[/x] :smile:,Left [bold],0,80,1
[/x] :smile:,Right,50,80,1
"""
MADE = """scenario: made
title: "Assad [stays] and [/x] :smile:"
extends: spring_2016
question: Does [red]text[/red] come as written?
weeks: 4
issues: {presidency: {label: "Assad [stays]"}}
parties: {regime: {label: "[/x] regime"}}
holders: {regime: {label: "[/y] holder"}}
"""


def test_settle_prints_names_of_issues_as_they_are_written(tmp_path):
    (tmp_path / "mine.csv").write_text(TABLE, encoding="utf-8")
    for form in ("table", "csv", "json"):
        result = call("settle", tmp_path / "mine.csv", "--format", form)
        assert result.returncode == 0 and not result.stderr
        assert "Assad [stays]" in result.stdout and "[/x] :smile:" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "made.yaml", "-n", 16, "-j", 1, "-q"], ["residents, [/y] holder"]),
        (["story", "made.yaml"], ["Assad [stays] and [/x] :smile:"]),
        (["diff", "spring_2016", "made.yaml"], ["Assad [stays]", "[/x] regime"]),
        (["run", "[/x]"], []),
    ],
    ids=["run", "story", "diff", "no scenario"],
)
def test_every_command_prints_labels_and_titles_as_they_are_written(tmp_path, arguments, words):
    (tmp_path / "made.yaml").write_text(MADE, encoding="utf-8")
    result = call(*arguments, cwd=tmp_path)
    if not words:
        refused(result, "[/x]")
    assert [word for word in words if word not in result.stdout] == []


def test_a_table_on_two_scales_of_salience_is_refused_with_the_line(tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text(TABLE.replace("0,80,1\nAssad", "0,0.8,1\nAssad"), encoding="utf-8")
    refused(
        call("settle", table),
        "mine.csv:2:29: salience: 0.8 is on a scale from 0 to 1",
        "did you mean 80?",
    )
    table.write_text(TABLE.replace("100,50,2", "100,1,2"), encoding="utf-8")
    refused(
        call("settle", table),
        "mine.csv:3:25: salience: 1 is on a scale from 0 to 1",
        "did you mean 100?",
    )


def test_a_column_reference_is_said_to_have_made_nash_worse(tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text(
        TABLE.replace("capability\n", "capability,reference\n")
        .replace(",1\n", ",1,10\n")
        .replace(",2\n", ",2,10\n")
    )
    said = "made both worse on 173 issues"
    assert said in call("settle", table, "--rule", "nash").stdout
    assert any(
        said in note
        for note in json.loads(call("settle", table, "--format", "json").stdout)["notes"]
    )
    result = call("settle", table, "--format", "csv")
    assert said in result.stderr and said not in result.stdout
