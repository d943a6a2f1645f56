"""Results of a study for notebooks: data frames, charts, the story of one world, the report."""

from dataclasses import dataclass
from html import escape
from io import StringIO
from pathlib import Path

from simulator.analysis import story as analysis
from simulator.analysis.study import Study
from simulator.ensemble.results_folder import as_results_error
from simulator.report import figures
from simulator.report.python_messages import python_errors
from simulator.report.view import answer, names, sentences
from simulator.scenario import option_values
from simulator.scenario.errors import misuse, refuse, suggest

QUIET = "font-size: .86rem; color: #5b6570"
WIDTH = 100  # columns of a story
# charts are drawn on white, also in a dark notebook; the --jp names are colours of its tables
PAPER = (
    "background: #fff; color: #1b1f24; color-scheme: light; padding: .5rem 1rem; overflow-x: auto;"
    " --jp-ui-font-color1: #1b1f24; --jp-layout-color0: #fff; --jp-rendermime-table-row-background:"
    " #f6f7f9; --jp-rendermime-table-row-hover-background: #e8edf2"
)


class StoryText(str):
    """Text that a notebook shows line by line, without quotes."""

    __slots__ = ()

    def __repr__(self):
        return str(self)


@dataclass(frozen=True)
class Chart:
    """A chart as HTML, with its own style."""

    name: str
    markup: str

    def __repr__(self):
        return f"chart of {self.name}"

    def _repr_html_(self):
        return styled(self.markup)


@dataclass(frozen=True, eq=False, repr=False)
class Results:
    """Results of a study as pandas frames. `columns` says what each column of each frame means.

    study  the Study itself
    """

    study: Study

    @property
    def folder(self):
        """Folder in which the results are stored."""
        return Path(self.study.folder or ".")

    @property
    def outcomes(self):
        """A row per outcome: its `share` of worlds, its 95% CI (`low`, `high`), and its 10th-90th
        percentile across parameter draws (`draws_10`, `draws_90`)."""
        return self._frame("outcomes")

    @property
    def parts(self):
        """A row per part of an outcome, with the columns of `outcomes`."""
        return self._frame("parts")

    @property
    def metrics(self):
        """A row per metric: `share` of worlds for an event, `mean` for an amount, percentiles
        across worlds (`worlds_10` to `worlds_90`), `unit`."""
        return self._frame("metrics")

    @property
    def changes(self):
        """A row per outcome or metric: its `change` against the base in `unit`, with the intervals
        of `outcomes`, `moved` and `ranked`."""
        return self._frame("changes")

    @property
    def worlds(self):
        """A row per world: its parameter draw and random stream, its outcome and every metric, in
        the units of `metrics`."""
        return self._frame("worlds")

    @property
    def weeks(self):
        """A row per series and week: `worlds_10` to `worlds_90` of an amount; the `share` of worlds
        of a condition or outcome."""
        return self._frame("weeks")

    @property
    def land(self):
        """A row per holder and region, every four weeks: shares of `area` and `residents`, mean
        over worlds, 0 to 1."""
        return self._frame("land")

    @property
    def draws(self):
        """A row per parameter draw: the value of each uncertain parameter."""
        return self._frame("draws")

    @property
    def blockers(self):
        """A row per party: the share of packages it `refused`, and what these lacked to equal the
        war (`shortfall`), of 1."""
        return self._frame("blockers")

    @property
    def columns(self):
        """A row per column of each frame: its `unit` and `meaning`, by `frame` and `column`."""
        return self._frame("columns")

    def summary(self):
        """All results as plain values, as `--format json` prints them."""
        return self.study.summary()

    def story(self, world=None, like=None, scenario=None, numbers=False):
        """Return the story of one world.

        world     its number; 0 by default
        like      an outcome or part instead: its medoid world among those run
        scenario  id of one of the scenarios; by default the last
        numbers   True = with the values behind the sentences
        """
        scenarios = {resolved.id: resolved for resolved in self.study.scenarios}
        scenario = scenario or list(scenarios)[-1]
        with python_errors():
            if scenario not in scenarios:
                misuse("--scenario", f'"{scenario}" was not run; {suggest(scenario, scenarios)}')
            resolved, number = scenarios[scenario], world or 0
            columns = next(run.worlds for ran, run in self.study.runs if ran is resolved)
            if like:
                number = analysis.world_among(resolved, like, columns)
            request = self.study.request
            return story_text(resolved, number, request.seed, request.reps, numbers, columns)

    @property
    def charts(self):
        """Names of the charts."""
        return list(figures.charts_of(self.study))

    def chart(self, name):
        """A chart by its name; `charts` lists the names."""
        charts = figures.charts_of(self.study)
        if name not in charts:
            refuse("argument name", f'there is no chart "{name}"; {suggest(name, charts)}')
        return Chart(name, str(charts[name](self.study)))

    def report(self, path=None, interactive=False):
        """Write the report as a single self-contained HTML file and return its path; by default
        in the results folder.

        interactive  True = with interactive charts; needs the extra `interactive`
        """
        from simulator.report import html as report

        with as_results_error(path or self.folder):
            return report.write(self.study, path, interactive)

    def __repr__(self):
        ids = " against ".join(
            dict.fromkeys(
                resolved.id for resolved in (*self.study.scenarios[1:], self.study.scenarios[0])
            )
        )
        return (
            f"{self.study.request.verb} of {ids}: {self.study.worlds:,} worlds each. Results:"
            f" {self.study.folder}"
        )

    def _repr_html_(self):
        """The headline, the first chart and the settings of the run."""
        shown = self.chart(self.charts[0]).markup
        facts = names.run_facts(self.study, self.study.scenarios[0])
        notes = [f"{facts}.", *warnings(self.study), f"Results: {self.folder}"]
        return styled(
            _paragraphs(headlines(self.study)) + shown + _paragraphs([" ".join(notes)], QUIET)
        )

    def _frame(self, name):
        from simulator.report import dataframes

        return getattr(dataframes, name)(self.study)


def story_text(resolved, world, seed, reps, numbers=False, columns=None):
    """The story of one world as text.

    columns  {name: (n,)} of other worlds of the scenario, if known
    """
    from simulator.report.narrative import Narrator
    from simulator.report.terminal import literal

    world = option_values.option_value("world", world)
    out = literal(file=StringIO(), width=WIDTH, color_system=None, force_jupyter=False)
    events, outcome, part = analysis.simulate_story(resolved, world, seed, reps)
    alike = analysis.count_alike(resolved, outcome, part, columns) if columns else None
    Narrator(resolved, numbers).tell(out, world, seed, events, outcome, part, alike)
    return StoryText("\n".join(line.rstrip() for line in out.file.getvalue().strip().splitlines()))  # type: ignore[attr-defined]


def headlines(study):
    """Headline of a study: a line per other scenario of a comparison or per scenario of a run; the
    title of a sweep."""
    lines = sentences.summaries(study)
    if study.cells:
        return [names.varied_levers(study)]
    answers = answer.answers_of(study)
    return [
        line.plain if len(lines) == 1 else f"{name}. {line.plain}"
        for name in lines
        for line in filter(None, (answers.get(name), lines[name]))
    ]


def warnings(study):
    """Sentences on results from too few worlds, on levers beyond the record, and on how worlds that
    end early are counted."""
    ended = sentences.early_ends(study)
    return sentences.warnings(study) + ([ended] if ended else [])


def _paragraphs(lines, look=""):
    return "".join(f'<p style="{look}">{escape(line)}</p>' for line in lines)


def styled(markup):
    """Markup on white, with the style of the charts."""
    return f'<div style="{PAPER}"><style>{figures.style()}</style>{markup}</div>'
