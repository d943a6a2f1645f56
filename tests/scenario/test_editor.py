"""What an editor shows of scenario files: the YAML language server that editors run is asked, in
their own protocol."""

import json
import os
import shutil
import subprocess
import threading
from itertools import count
from pathlib import Path

import pytest
from shipped import FILES

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "scenarios"
SERVER = shutil.which(
    "yaml-language-server",
    path=os.pathsep.join([str(ROOT / ".ci/node_modules/.bin"), os.environ.get("PATH", "")]),
)
pytestmark = pytest.mark.skipif(
    not (SERVER and shutil.which("node")),
    reason="yaml-language-server is not here; `npm ci --prefix .ci` brings it",
)
SETTINGS = {
    "yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}
}  # nothing from the network
CAPABILITIES = {
    "workspace": {"configuration": True},
    "textDocument": {"completion": {"completionItem": {"snippetSupport": True}}},
}
PATIENCE = 120  # seconds, for all questions together
ROOT_FILE = "# yaml-language-server: $schema=./scenario.schema.json\n"
CHILD = (
    "# yaml-language-server: $schema=./spring_2016.schema.json\nscenario: mine\nextends:"
    " spring_2016\n"
)


class Editor:
    """A client of the language server that opens texts as files beside the shipped ones; nothing is
    written."""

    def __init__(self):
        self.server = subprocess.Popen(
            [SERVER, "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.timer = threading.Timer(PATIENCE, self.server.kill)
        self.timer.start()
        self.parameters, self.diagnostics = count(1), {}
        self.ask("initialize", processId=os.getpid(), rootUri=None, capabilities=CAPABILITIES)
        self.send(method="initialized", params={})
        while (
            self.receive().get("method") != "workspace/configuration"
        ):  # before it knows, it would look for schemas outside
            pass

    def close(self):
        self.timer.cancel()
        self.server.kill()
        self.server.communicate()

    def send(self, **message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.server.stdin.flush()

    def receive(self):
        """The next message; what the server asks is answered and diagnostics are kept."""
        headers = dict(
            line.split(b": ") for line in iter(lambda: self.server.stdout.readline().strip(), b"")
        )
        assert headers, "the language server fell silent"
        message = json.loads(self.server.stdout.read(int(headers[b"Content-Length"])))
        method, params = message.get("method"), message.get("params")
        if method == "textDocument/publishDiagnostics":
            self.diagnostics[params["uri"]] = params["diagnostics"]
        elif method and "id" in message:
            asked = params["items"] if method == "workspace/configuration" else None
            self.send(
                id=message["id"], result=asked and [SETTINGS.get(item["section"]) for item in asked]
            )
        return message

    def ask(self, method, **params):
        number = next(self.parameters)
        self.send(id=number, method=method, params=params)
        while (message := self.receive()).get("id") != number or "method" in message:
            pass
        return message["result"]

    def open(self, text):
        """Open a text and wait until it has been checked; its address."""
        uri = (HOME / f"typed_{next(self.parameters)}.yaml").as_uri()
        self.send(
            method="textDocument/didOpen",
            params={"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}},
        )
        while uri not in self.diagnostics:
            self.receive()
        return uri

    def wrong(self, text):
        """(line from 1, message) of what is underlined in a text."""
        return [
            (found["range"]["start"]["line"] + 1, found["message"])
            for found in self.diagnostics[self.open(text)]
        ]

    def at(self, method, text):
        """Ask about the place of the bar in a text."""
        before, after = text.split("|")
        place = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        return self.ask(
            f"textDocument/{method}",
            textDocument={"uri": self.open(before + after)},
            position=place,
        )

    def offers(self, text):
        """{what is offered at the bar: what is said of it}."""
        return {
            item["label"]: item.get("documentation", "")
            for item in self.at("completion", text)["items"]
        }

    def hover(self, text):
        return self.at("hover", text)["contents"]["value"].replace("\\", "")


@pytest.fixture(scope="module")
def editor():
    made = Editor()
    yield made
    made.close()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_is_underlined_in_a_shipped_file(path, editor):
    assert editor.wrong(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("wars: {}\n", 4, "Property wars is not allowed."),
        ("war:\n  rates: 5%\n", 5, "Property rates is not allowed."),
        ("war:\n  rate: {unifrom: [1, 2]}\n", 5, "Property unifrom is not allowed."),
        ("war:\n  rate: [5%, 6%]\n", 5, "expected a number"),
        ("war:\n  rate: lots\n", 5, "expected a number"),
        ("talks: {first: soon}\n", 4, "expected a date"),
        ("parties:\n  iran:\n    veto: neighbour\n", 6, '"spoil"'),
        ("levers:\n  russia.aircrafts: 18\n", 5, "spring_2016 has no such lever"),
        ("levers:\n  new.one: {value: 5%}\n", 5, "`sets`"),
        ("levers:\n  russia.aircraft: lots\n", 5, "or dated steps, like"),
        (
            "levers:\n  russia.aircraft:\n    - {at: 2016-05-01, over: 3w}\n",
            6,
            'Missing property "to".',
        ),
        (
            "levers:\n  russia.aircraft:\n    - {at: 2016-05-01, to: [18]}\n",
            6,
            "expected a number",
        ),
        ("levers:\n  aid.access:\n    - {at: 2016-05-01, to: 30}\n", 6, "it takes no dated steps"),
    ],
)
def test_a_slip_is_underlined_where_it_stands(text, line, words, editor):
    ((where, said),) = editor.wrong(CHILD + text)
    assert where == line and words in said


def test_a_root_without_its_start_is_told_so(editor):
    text = (
        (HOME / "spring_2016.yaml").read_text(encoding="utf-8").replace("start: 2016-03-14\n", "")
    )
    ((_, said),) = editor.wrong(text)
    assert said == 'Missing property "start".'
    assert editor.wrong(ROOT_FILE + "extends: spring_2016\n") == [
        (2, 'Missing property "scenario".')
    ]


def test_levers_are_offered_by_name_with_what_is_in_force(editor):
    offered = editor.offers(CHILD + "levers:\n  |\n")
    assert {"russia.aircraft", "iran.offset", "truce.monitoring"} <= set(offered)
    assert (
        offered["russia.aircraft"]
        == "combat aircraft, which limit the sorties (aircraft, 0 to 500); 36 in spring_2016"
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("|\n", {"levers", "question", "weeks", "title", "war", "parties"}),
        ("levers:\n  russia.aircraft:\n    - |\n", {"at", "to", "over", "when"}),
        ("levers:\n  russia.aircraft:\n    - {at: 2016-05-01, t|}\n", {"to", "over", "when"}),
        ("parties:\n  |\n", {"regime", "russia", "iran"}),
        ("parties:\n  iran:\n    stance:\n      |\n", {"presidency", "ceasefire"}),
        ("parties:\n  iran:\n    veto: |\n", {"sign", "spoil"}),
        ("holders:\n  regime:\n    priority:\n      |\n", {"aleppo", "homs"}),
    ],
)
def test_names_are_offered_where_they_belong(text, names, editor):
    assert names <= set(editor.offers(CHILD + text))


def test_numbers_are_offered_with_their_meaning(editor):
    offered = editor.offers(CHILD + "war:\n  |\n")
    assert (
        offered["rate"]
        == "share of the contact line that moves per log point of advantage (share/week, 0 to 1)"
    )


def test_a_lever_is_explained_under_the_pointer(editor):
    for value in (" 18\n", "\n    - {at: 2016-05-01, to: 18}\n"):
        told = editor.hover(f"{CHILD}levers:\n  russia.air|craft:{value}")
        assert (
            "combat aircraft, which limit the sorties (aircraft, 0 to 500); 36 in spring_2016"
            in told
        )
