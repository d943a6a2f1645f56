"""Issue tables: what is read, and what an analyst is told about one that cannot be."""

import re

import pytest

from simulator.scenario.errors import ScenarioError
from simulator.scenario.issue_table import cells, read_issues

HEAD = "issue,actor,capability,position,salience\n"
EMPTY = (
    "mine.csv: the file is empty; the first line must name the columns: issue, actor, position,"
    " salience, capability"
)
GOOD = HEAD + "a,Left,2,0,50\na,Right,1,100,80\n"


def read(tmp_path, text, line=None, name="mine.csv"):
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_issues(tmp_path / name, line)


def told(tmp_path, text, line=None):
    """What is said about a table, without the folder it lies in, line by line."""
    with pytest.raises(ScenarioError) as refused:
        read(tmp_path, text, line)
    return refused.value.as_text().replace(f"{tmp_path}/", "").splitlines()


def user_errors(tmp_path, text, line=None):
    """The problems alone, without excerpts."""
    return [one for one in told(tmp_path, text, line) if re.match(r"\S+\.csv", one)]


def test_a_table_is_read_as_written(tmp_path):
    (one,) = read(tmp_path, GOOD)
    assert one.name == "a" and one.line == (0.0, 100.0) and one.reference is None
    assert [(s.actor, s.position, s.salience, s.capability) for s in one.stands] == [
        ("Left", 0.0, 0.5, 2.0),
        ("Right", 100.0, 0.8, 1.0),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        "# where it comes from\n\n" + GOOD + "\n,,,,\n",
        GOOD.replace(
            "issue,actor,capability,position,salience",
            " Issue , ACTOR,Capability,Position,Salience ",
        ),
        GOOD.replace("Left", '"Left"'),
        GOOD.replace(",50", ",0.5").replace(",80", ",0.8"),
        HEAD.strip() + ",note\na,Left,2,0,50,anything; at all\na,Right,1,100,80,\n",
    ],
    ids=[
        "byte order mark",
        "Windows lines",
        "comment and blank lines",
        "capitals",
        "quotes",
        "saliences to 1",
        "another column",
    ],
)
def test_the_same_table_in_other_dress(tmp_path, text):
    assert read(tmp_path, text) == read(tmp_path, GOOD)


def test_without_a_column_issue_the_file_names_the_one_issue(tmp_path):
    (one,) = read(
        tmp_path, "Actor,Capability,Position,Salience\nA,1,4,80\nB,1,10,60\n", name="standards.csv"
    )
    assert one.name == "standards" and one.line == (4.0, 10.0)


def test_a_reference_is_read_and_widens_the_line(tmp_path):
    (one,) = read(
        tmp_path, "actor,capability,position,salience,reference\nA,1,4,80,0\nB,1,10,60,0\n"
    )
    assert one.reference == 0.0 and one.line == (0.0, 10.0)
    (one,) = read(tmp_path, GOOD, (-50.0, 150.0))
    assert one.line == (-50.0, 150.0)


def test_cells_know_their_columns():
    found = [(cell.text, cell.column) for cell in cells('"a ""b"", c",, 3,')]
    assert found == [('a "b", c', 1), ("", 14), ("3", 16), ("", 18)]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", None, EMPTY),
        ("# nothing\n", None, EMPTY),
        (HEAD, None, "mine.csv:1:1: there are no rows below the column names; give each actor a row on each issue"),
        (
            GOOD.replace("salience", "saliance"),
            None,
            "mine.csv:1:1: salience: this column is missing; did you mean \"saliance\"?",
        ),
        (GOOD.replace("issue,actor", "actor,actor"), None, "mine.csv:1:7: actor: this column appears twice"),
        (
            GOOD.replace(",", ";"),
            None,
            "mine.csv:1:6: semicolons separate the columns; save the table with commas between them, and decimal points",
        ),
        (
            GOOD.replace(",", "\t"),
            None,
            "mine.csv:1:6: tabs separate the columns; save the table with commas between them, and decimal points",
        ),
        (GOOD.replace("100,80", "far,80"), None, 'mine.csv:3:11: position: "far" is not a number'),
        (GOOD.replace("100,80", "nan,80"), None, 'mine.csv:3:11: position: "nan" is not a number'),
        (GOOD.replace("100,80", "1e999,80"), None, 'mine.csv:3:11: position: "1e999" is not a number'),
        (GOOD.replace("100,80", ",80"), None, "mine.csv:3:11: position: this cell is empty; expected a number"),
        (GOOD.replace("Right", ""), None, "mine.csv:3:3: actor: this cell is empty; expected a name"),
        (GOOD.replace("a,Right", ",Right"), None, "mine.csv:3:1: issue: this cell is empty; expected a name"),
        (GOOD.replace("100,80", "100,-80"), None, "mine.csv:3:15: salience: -80 is below 0; a salience must be 0 or more"),
        (GOOD.replace("100,80", "100,800"), None, "mine.csv:3:15: salience: 800 is above 100; saliences run from 0 to 1, or from 0 to 100"),
        (GOOD.replace("Right,1", "Right,-1"), None, "mine.csv:3:9: capability: -1 is below 0; a capability must be 0 or more"),
        (GOOD.replace("100,80", '"99,5",80'), None, 'mine.csv:3:11: position: "99,5" is not a number; write decimals with a point, not a comma'),
        (
            GOOD.replace("100,80", "99,5,80"),
            None,
            "mine.csv:3:16: this row has 6 values for 5 columns; write decimals with a point, not a comma",
        ),
        (GOOD.replace(",80", ""), None, "mine.csv:3:11: this row has 4 values for 5 columns"),
        (GOOD.replace("a,Right", "a,Left"), None, 'mine.csv:3:3: actor: "Left" appears twice on the issue "a", first in line 2'),
        (GOOD.replace("a,Right,1,100,80\n", ""), None, 'mine.csv:2:3: actor: the issue "a" has only one actor'),
        (
            GOOD.replace("Left,2", "Left,0").replace("Right,1", "Right,0"),
            None,
            'mine.csv:2:8: capability: no actor on the issue "a" has any capability',
        ),
        (GOOD.replace(",50", ",0").replace(",80", ",0"), None, 'mine.csv:2:12: salience: no actor on the issue "a" has any salience'),
        (
            GOOD.replace(",50", ",0").replace("Right,1", "Right,0"),
            None,
            'mine.csv:2:3: actor: no actor on the issue "a" has both capability and salience',
        ),
        (GOOD, (0.0, 50.0), "mine.csv:3:11: position: 100 is outside the line from 0 to 50"),
        (
            "actor,capability,position,salience,reference\nA,1,4,80,0\nB,1,10,60,\n",
            None,
            'mine.csv:3:11: reference: the issue "mine" has another reference in line 2; give the same on each of its rows',
        ),
        (b"\xff\xfea\x00", None, "mine.csv: this file is saved as UTF-16; save it as CSV in UTF-8"),
        (b"PK\x03\x04\x00\x00", None, "mine.csv: this is not a text file that holds a table; save the sheet as CSV"),
        (
            GOOD.replace("Left", "Ligne é").encode("latin-1"),
            None,
            "mine.csv: this is not a text file, or one that is not saved as UTF-8 (line 2)",
        ),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_settled_is_told_why_and_where(tmp_path, text, line, said):
    assert user_errors(tmp_path, text, line) == [said]


def test_all_problems_at_once_each_with_its_line_and_a_caret(tmp_path):
    text = HEAD + "a,Left,two,0,50\na,Right,1,,-80\nb,Left,1,0,50\nb,Left,1,5,50\n"
    assert told(tmp_path, text) == [
        'mine.csv:2:8: capability: "two" is not a number',
        "  a,Left,two,0,50",
        "         ^",
        "mine.csv:3:11: position: this cell is empty; expected a number",
        "  a,Right,1,,-80",
        "            ^",
        "mine.csv:3:12: salience: -80 is below 0; a salience must be 0 or more",
        "  a,Right,1,,-80",
        "             ^",
        'mine.csv:5:3: actor: "Left" appears twice on the issue "b", first in line 4',
        "  b,Left,1,5,50",
        "    ^",
    ]


def test_all_missing_columns_are_named(tmp_path):
    found = user_errors(tmp_path, "name,place\nA,1\n")
    assert [one.split(": ")[1] for one in found] == ["actor", "position", "salience", "capability"]


def test_a_file_that_is_not_there_and_a_folder(tmp_path):
    read(tmp_path, GOOD)
    for path, words in (
        (tmp_path / "mime.csv", 'there is no such file; did you mean "mine.csv"?'),
        (tmp_path, "this is a folder"),
    ):
        with pytest.raises(ScenarioError, match=re.escape(words)):
            read_issues(path)
