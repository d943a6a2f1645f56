"""The description names all there is, from the code and the scenario alone, and what is added shows
up by itself."""

import ast
import io
import json
import re
import types
from pathlib import Path

import numpy as np
import pytest
from door import call
from harness import public_rules
from rich.console import Console
from shipped import NAMES

import simulator
from simulator.model import metrics
from simulator.model.conflict import STAGES, Conflict
from simulator.model.index import Index
from simulator.model.metrics import families
from simulator.model.random_streams import RandomStreams
from simulator.report import describe
from simulator.report.describe import code, formulas
from simulator.rules import BIBLIOGRAPHY, CONCEPTS
from simulator.rules.bargaining import RULES
from simulator.scenario import read

FEW = "airpower_drawdown", "libya_2019", "spring_2016", "theory_recalibration"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def resolved():
    return read("spring_2016")


@pytest.fixture(scope="module")
def facts(resolved):
    return describe.description(resolved)


@pytest.fixture(scope="module")
def page(facts):
    return describe.markdown(facts)


def part(page, title):
    """The text of one part of the page."""
    return page.split(f"\n## {title}\n")[1].split("\n## ")[0]


def without_words(pages):
    """Rules that say nothing of what they do, or nothing of an argument or of what they give."""
    for one in (rule for told in pages for rule in told["rules"]):
        named = {
            name for argument in one["arguments"] for name in argument["names"] if argument["text"]
        }
        wanted = set(filter(None, one["call"].partition("(")[2].rstrip(")").split(", ")))
        if not one["sentence"].endswith((".", ")")) or not wanted | {"returns"} <= named:
            yield one["rule"]


def page_of(source, name="simulator.rules.strange"):
    """A page of rules that is not there."""
    module = types.ModuleType(name, "A page.")
    exec(source, vars(module))
    return module


# -------------------------------------------------------------------------------------------------
# it names all there is
def test_every_rule_is_described(facts, page):
    told = {one["rule"]: one for under in facts["submodels"]["modules"] for one in under["rules"]}
    assert set(told) == set(public_rules())
    submodels = part(page, "Submodels")
    for name, one in told.items():
        assert f"`{one['call']}`" in submodels, name
    assert not list(without_words(facts["submodels"]["modules"]))


def test_a_rule_without_a_docstring_is_detected():
    bare = code.rule_descriptions([page_of("def bare(x):\n    return x\n")])
    assert list(without_words(bare)) == ["strange.bare"]
    silent = code.rule_descriptions(
        [
            page_of(
                'def silent(x, y):\n    """Half of it.\n\n    x  a number\n    """\n    return x\n'
            )
        ]
    )
    assert list(without_words(silent)) == ["strange.silent"]


def test_a_new_rule_shows_up_with_its_formula():
    text = """
def half(x, y):
    \"\"\"Half of it [Nash1950,
    Kalai1977] (P2-P4).

    x, y     (A, W)  0..1
    returns  (A, W)  0..1
    formula  0.5 * (both
             - 1)
    where    two = x, y
    where    both = sum(two)
    \"\"\"
    return 0.5 * (x + y - 1)
"""
    (told,) = code.rule_descriptions([page_of(text)])[0]["rules"]
    assert told["sentence"] == "Half of it (P2-P4)." and told["paragraphs"] == [2, 3, 4]
    assert told["formula"] == "0.5 * (both - 1)"
    assert told["where"] == ["two = x, y", "both = sum(two)"]
    assert [one["names"] for one in told["arguments"]] == [["x", "y"], ["returns"]]
    assert told["literature"] == {key: BIBLIOGRAPHY[key] for key in ("Nash1950", "Kalai1977")}
    assert not told["applied_by"]


def test_formulas_stand_beneath_their_rules(page):
    submodels = part(page, "Submodels")
    sign = submodels.split("**`probability_of_signing(net_gain, sharpness)`**")[1].split("**`")[0]
    assert "```python\nreturn logistic(sharpness * net_gain)\n```" in sign
    luck = submodels.split("**`persistent_shock(last, fresh, half_life)`**")[1].split("**`")[0]
    assert "```python\nmemory = 0.5**(1 / half_life)\nreturn memory * last + " in luck


def test_no_rule_is_applied_by_nobody(facts):
    assert [
        one["rule"]
        for under in facts["submodels"]["modules"]
        for one in under["rules"]
        if not one["applied_by"]
    ] == []


def test_every_work_of_the_bibliography_is_cited_and_told(facts, page):
    assert {one["key"] for one in facts["submodels"]["literature"] if one["cited_in"]} == set(
        BIBLIOGRAPHY
    )
    assert all(work.replace("*", "\\*") in page for work in BIBLIOGRAPHY.values())


def test_every_lever_measure_unit_source_stage_and_class_is_named(resolved, page):
    form, index = resolved.form, Index(resolved)
    named = {
        "Input data": list(form.levers),
        "Metrics": [*families.recorded_metrics(index), *families.BY_REGION, "joined"],
        "Units": (
            [parameter.meta["unit"] for parameter in resolved.parameters.values()]
            + [one.unit for one in families.for_conflict(index).values()]
        ),
        "Sources and grades": [*form.sources, *form.sources.values()],
        "Process overview and scheduling": [f"**{stage.__name__} (" for stage in STAGES],
        "Outcomes": [kind.id for one in form.outcomes for kind in (one, *one.parts)],
        "Initialisation": [
            one.label
            for kind in (form.issues, form.parties, form.factions, form.holders)
            for one in kind.values()
        ],
    }
    for title, names in named.items():
        text = part(page, title)
        assert [name for name in names if name not in text] == [], title


def test_stages_stand_in_the_order_of_the_week(facts):
    assert [one["agent"] for stage in facts["process"]["stages"] for one in stage["agents"]] == [
        stage.__name__ for stage in STAGES
    ]


def test_every_number_of_a_section_stands_among_the_parameters(resolved, facts):
    told = {
        one["path"]
        for section in facts["submodels"]["parameters"].values()
        for group in (section["parameters"], *section.get("maps", {}).values())
        for one in group.values()
    }
    assert told == {
        path
        for path in resolved.parameters
        if path.split(".")[0] in facts["submodels"]["parameters"]
    }


def test_concepts_name_the_rules_registered_under_them(facts, page):
    told = {one["rule"]: one for under in facts["submodels"]["modules"] for one in under["rules"]}
    text = part(page, "Design concepts")
    for concept, carry in CONCEPTS.items():
        names = [name for name, one in told.items() if concept in one["concepts"]]
        assert len(names) == len(carry) > 0
        heading = text.split(f"### {concept.capitalize()}\n")[1].split("\n### ")[0]
        assert all(f"- **{name}**: {told[name]['sentence'][:20]}" in heading for name in names)


def test_agents_apply_the_rules_that_they_call(facts):
    stages = facts["process"]["stages"]
    agents = {one["agent"]: one for at in stages for one in (*at["agents"], *at["helpers"])}
    assert {"war_value.value_of_war", "acceptance.next_mood"} <= set(
        agents["WarExpectations"]["applies"]
    )
    assert {f"bargaining.{name}" for name in RULES} <= set(agents["Drafting"]["applies"])
    assert not agents["Schedule"]["applies"]


def test_every_array_of_the_state_is_told_with_its_axes(resolved, facts):
    conflict = Conflict(resolved, {}, np.arange(2), 1)
    held = {
        name: value.ndim
        for name, value in vars(conflict.state).items()
        if isinstance(value, np.ndarray)
    }
    conflict.close()
    told = {name: one for one in facts["entities"]["state"] for name in one["names"]}
    assert {name: len(one["axes"].split(", ")) for name, one in told.items()} == held
    assert all(one["meaning"] for one in told.values())


def test_sources_and_grades_count_every_number(resolved, facts):
    counted = {one["source"]: one["parameters"] for one in facts["sources"]["sources"]}
    assert counted["default of the format"] == sum(
        one.source == "default of the format" for one in resolved.parameters.values()
    )
    assert counted["S17"] == sum(
        "S17" in (one.source or "").split() for one in resolved.parameters.values()
    )
    assert (
        sum(one["parameters"] for one in facts["sources"]["grades"])
        == facts["sources"]["count"]
        == len(resolved.parameters)
    )
    assert sum(one["parameters"] for one in facts["units"]["units"]) == len(resolved.parameters)


def test_a_new_measure_shows_up(resolved, monkeypatch):
    monkeypatch.setitem(metrics.METRICS, "harvest", None)  # taken out again afterwards

    @metrics.metric("bushels", "mean")
    def harvest(m):
        """What the fields give."""

    facts = describe.description(resolved)
    assert "| harvest | bushels | What the fields give. | mean over weeks |" in describe.markdown(
        facts
    )


def test_the_purpose_states_the_question_and_what_answers_it(page, resolved):
    purpose = part(page, "Purpose and patterns")
    assert f"Question: {resolved.form.question}" in purpose
    assert "Answered by: The war goes on." in purpose


@pytest.mark.parametrize("name", ["spring_2016", "libya_2019"])
@pytest.mark.parametrize("title", ["Input data", "Submodels"])
def test_codes_of_sources_and_grades_stand_after_their_key(name, title):
    resolved = read(name)
    text = part(describe.markdown(describe.description(resolved)), title)
    assert text.index("Grades: A several sources") < text.index("| grade, source |")
    for key, source in resolved.form.sources.items():
        cited = re.search(rf"\| [A-D], [^|]*\b{key}\b[^|]*\|", text)
        assert not cited or text.index(f"- **{key}**: {source[:20]}") < cited.start()


# -------------------------------------------------------------------------------------------------
# random processes
def drawn_processes():
    """Names of the processes that the code draws, by its syntax trees: words, and words that a loop
    hands on."""
    names = set()
    for path in Path(simulator.__path__[0]).rglob("*.py"):
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.ListComp | ast.GeneratorExp | ast.Call) and not isinstance(
                node, ast.Call
            ):
                calls = [
                    c for c in ast.walk(node.elt) if draws(c) and isinstance(c.args[0], ast.Name)
                ]
                names |= {
                    word.value
                    for _ in calls
                    for loop in node.generators
                    for word in getattr(loop.iter, "elts", ())
                }
            elif draws(node):
                names |= {node.args[0].value} if isinstance(node.args[0], ast.Constant) else set()
    return names


def draws(node):
    named = (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("uniform", "normal")
    )
    return named and re.search(
        r"([Cc]hance|streams|RandomStreams)(\(.*\))?$", ast.unparse(node.func.value)
    )


def test_random_processes_are_those_that_the_code_draws(facts, page):
    told = facts["concepts"]["processes"]
    assert set(told) == drawn_processes()
    drawn = {
        name
        for stage in facts["process"]["stages"]
        for one in stage["agents"]
        for name in one["draws"]
    }
    assert {name for name, one in told.items() if one["drawn_by"]} == drawn
    assert {"battle", "turn", "mood", "attends", "leans", "round", "breakdown"} <= drawn
    assert all(
        f"| {name} | {one['distribution']} |" in part(page, "Design concepts")
        for name, one in told.items()
    )


def test_a_run_draws_only_what_is_told(resolved, facts, monkeypatch):
    drawn, kinds, span = set(), {True: "normal", False: "uniform"}, RandomStreams._span

    def listening(self, process, actors, at, normal=False):
        drawn.add((process, kinds[normal]))
        return span(self, process, actors, at, normal)

    monkeypatch.setattr(RandomStreams, "_span", listening)
    conflict = Conflict(resolved, {}, np.arange(8), 1)
    for _ in conflict.run(12):
        pass
    conflict.close()
    assert len(drawn) > 5 and drawn <= {
        (name, one["distribution"]) for name, one in facts["concepts"]["processes"].items()
    }


def test_every_uncertain_parameter_is_listed(resolved, facts):
    assert [one["path"] for one in facts["concepts"]["uncertain"]] == list(resolved.factors)


# ----------------------------------------------------------------------------------------------------------
# its forms
@pytest.mark.parametrize(
    "name", [name if name in FEW else pytest.param(name, marks=pytest.mark.slow) for name in NAMES]
)
def test_every_shipped_scenario_is_told_in_every_form(name):
    facts = describe.description(read(name))
    assert json.loads(json.dumps(facts, allow_nan=False))["scenario"] == name
    page = describe.markdown(facts)
    assert [title for title in describe.ORDER.values() if f"\n## {title}\n" not in page] == []
    assert (
        "no sentence yet" not in page
        and "not in the bibliography" not in page
        and "Without words" not in page
    )
    out = Console(file=io.StringIO(), width=100)
    out.print(describe.Page(page))
    lines = out.file.getvalue().splitlines()
    assert max(map(len, lines)) <= 100
    assert not any(line.rstrip().endswith("…") for line in lines)


def test_tables_of_the_page_have_as_many_cells_as_columns(page):
    rows = [line for line in page.splitlines() if line.startswith("|")]
    assert len(rows) > 300
    for above, below in zip(page.splitlines(), page.splitlines()[1:], strict=False):
        if above.startswith("|") and below.startswith("|"):
            assert above.replace("\\|", "").count("|") == below.replace("\\|", "").count("|"), below


def test_dated_steps_are_told_with_their_source():
    page = describe.markdown(describe.description(read("airpower_drawdown")))
    assert (
        "- **russia.aircraft**: to 18 aircraft from 2016-03-15 over 3 weeks (article P3, grade A)"
        in page
    )
    assert "Beyond the record here: russia.sorties 70 (known: 0 to 70)" not in page


def test_one_part_alone_and_what_is_refused():
    told = call("describe", "--part", "outcomes", "--format", "json")
    assert told.returncode == 0 and set(json.loads(told.stdout)) == {"scenario", "outcomes"}
    wrong = call("describe", "--part", "outcoms")
    assert wrong.returncode == 2 and "outcomes" in wrong.stderr
    assert call("describe", "--format", "xml").returncode == 2
    assert call("describe", "spring_2017").returncode == 3


# -------------------------------------------------------------------------------------------------
# one page of HTML
@pytest.fixture(scope="module")
def html_page():
    result = call("describe", "spring_2016", "--format", "html")
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_html_names_every_rule_with_its_formula_and_every_lever(html_page, facts):
    for module in facts["submodels"]["modules"]:
        for rule in module["rules"]:
            anchor = rule["rule"].replace(".", "")
            _, section = re.split(rf'<h4 id="{anchor}(?:-2)?">', html_page)
            section = section.split("<h")[0]
            assert section.count("<math") == (len(rule["where"]) + 1 if rule["formula"] else 0)
    assert "<mi>logistic</mi>" in html_page and "<mfrac>" in html_page
    levers = [lever["lever"] for lever in facts["input"]["levers"]]
    assert not [name for name in levers if f"<td>{name}</td>" not in html_page]


def test_html_has_contents_whose_links_lead_somewhere_and_asks_nothing_of_a_network(html_page):
    anchors = re.findall(r'id="([^"]+)"', html_page)
    assert len(anchors) == len(set(anchors))
    linked = re.findall(r'href="#([^"]+)"', html_page)
    assert len(linked) > 60 and set(linked) <= set(anchors)
    assert not re.search(r'(src|href)="(?!#)|url\(|@import|<script', html_page)


def test_html_of_one_part(html_page):
    part_page = call("describe", "spring_2016", "--part", "metrics", "--format", "html").stdout
    assert "core_concession" in part_page and len(part_page) < 0.3 * len(html_page)


def test_every_formula_is_drawn_without_a_leftover_of_python():
    first, result = formulas.mathml("f", ["a = where(b > 0, c**0.5, -1)"], "(a - d) / exp(-e)")
    assert first.striptags() == "a={cif b>0−1otherwise" and "<msqrt><mrow><mi" in first
    assert result.striptags() == "f=a−de−e" and "<mfrac><mrow><mrow>" in result
    drawn = [
        line
        for module in code.rule_descriptions()
        for rule in module["rules"]
        if rule["formula"]
        for line in formulas.mathml("f", rule["where"], rule["formula"])
    ]
    assert len(drawn) > 100 and not [line for line in drawn if "**" in line or " if " in line]
