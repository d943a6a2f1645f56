"""What a notebook gets of a study: frames, charts, one world told, the report."""

from dataclasses import dataclass
from html import escape
from io import StringIO
from pathlib import Path

from simulator.analysis import story as analysis
from simulator.analysis.experiments import Study
from simulator.ensemble.results_folder import told as writing
from simulator.report import figures
from simulator.report.view import answer, names, sentences
from simulator.scenario import option_values
from simulator.scenario.errors import refuse, suggest

QUIET = "font-size: .86rem; color: #5b6570"
WIDTH = 100  # columns of a story
# pictures are drawn on white, also in a dark notebook; the names with dashes are colours of its
# tables
PAPER = (
    "background: #fff; color: #1b1f24; color-scheme: light; padding: .5rem 1rem; overflow-x: auto;"
    " --jp-ui-font-color1: #1b1f24; --jp-layout-color0: #fff; --jp-rendermime-table-row-background:"
    " #f6f7f9; --jp-rendermime-table-row-hover-background: #e8edf2"
)


class Words(str):
    """Text that a notebook shows as it reads, lines and all."""

    __slots__ = ()

    def __repr__(self):
        return str(self)


@dataclass(frozen=True)
class Chart:
    """A chart as HTML, with a style that touches nothing else of a page."""

    name: str
    markup: str

    def __repr__(self):
        return f"chart of {self.name}"

    def _repr_html_(self):
        return styled(self.markup)


@dataclass(frozen=True, eq=False, repr=False)
class Results:
    """What came of a study, as pandas frames with ids and labels; what the columns of each mean
    stands in `simulator.report.dataframes`.

    study  the Study itself
    """

    study: Study

    @property
    def folder(self):
        """Path of the folder in which all of it is kept."""
        return Path(self.study.folder or ".")

    @property
    def outcomes(self):
        """A row a class of outcome: `share` of worlds, `low` and `high` (95%), `draws_10` and
        `draws_90` (what is not known)."""
        return self._frame("outcomes")

    @property
    def parts(self):
        """A row a part of a class, like `outcomes`."""
        return self._frame("parts")

    @property
    def measures(self):
        """A row a measure: `share` of worlds of an event, `mean` of an amount, `worlds_10` to
        `worlds_90` over worlds, `unit`."""
        return self._frame("measures")

    @property
    def changes(self):
        """A row a class or measure against the base: `change` in `unit`, with intervals as in
        `outcomes`, `moved`, `ranked`."""
        return self._frame("changes")

    @property
    def worlds(self):
        """A row a world: its draw and luck, its class and every measure, in the units of
        `measures`."""
        return self._frame("worlds")

    @property
    def weeks(self):
        """A row a series in a week: `worlds_10` to `worlds_90` of an amount, of what holds or does
        not the `share` of worlds."""
        return self._frame("weeks")

    @property
    def land(self):
        """A row a holder in a governorate, every four weeks: shares of `area` and `residents`, mean
        over worlds, 0 to 1."""
        return self._frame("land")

    @property
    def draws(self):
        """A row a draw of what is not known: the value it gave each uncertain number."""
        return self._frame("draws")

    @property
    def blockers(self):
        """A row a party: the share of packages it `refused`, and what they lacked to be worth the
        war (`shortfall`), of 1."""
        return self._frame("blockers")

    def summary(self):
        """Plain values, as `--format json` prints them."""
        return self.study.summary()

    def story(self, world=None, like=None, scenario=None, numbers=False):
        """One world told with dates.

        world     its number; 0 without it
        like      a class or part instead: a typical world of it among those run
        scenario  id of one of the scenarios; the last without it
        numbers   with the numbers behind the words
        """
        own = {one.id: one for one in self.study.scenarios}
        scenario = scenario or list(own)[-1]
        if scenario not in own:
            refuse("scenario", f'"{scenario}" was not run; {suggest(scenario, own)}')
        resolved = own[scenario]
        found = next(found.worlds for one, found in self.study.runs if one is resolved)
        number = analysis.world_among(resolved, like, found) if like else (world or 0)
        return told(resolved, number, self.study.asked.seed, self.study.asked.reps, numbers)

    @property
    def charts(self):
        """Names of the charts there are."""
        return list(figures.of(self.study))

    def chart(self, name):
        """A chart by its name."""
        known = figures.of(self.study)
        if name not in known:
            refuse("chart", f'there is no chart "{name}"; {suggest(name, known)}')
        return Chart(name, str(known[name](self.study)))

    def report(self, path=None, interactive=False):
        """Write the report as one HTML file that opens anywhere, beside the results without a path;
        its path.

        interactive  with charts that answer the pointer; needs the extra of that name
        """
        from simulator.report import html as report

        with writing(path or self.folder):
            return report.write(self.study, path, interactive)

    def __repr__(self):
        ids = " against ".join(
            dict.fromkeys(one.id for one in (*self.study.scenarios[1:], self.study.scenarios[0]))
        )
        return (
            f"{self.study.asked.verb} of {ids}: {self.study.worlds:,} worlds each, kept in"
            f" {self.study.folder}"
        )

    def _repr_html_(self):
        """The headline, the first of the charts (how the war ends) and the facts of the run."""
        shown = self.chart(self.charts[0]).markup
        facts = names.facts(self.study, self.study.scenarios[0])
        notes = [f"{facts}.", *warnings(self.study), f"Kept in {self.folder}."]
        return styled(
            _paragraphs(headlines(self.study)) + shown + _paragraphs([" ".join(notes)], QUIET)
        )

    def _frame(self, name):
        from simulator.report import dataframes

        return getattr(dataframes, name)(self.study)


def told(resolved, world, seed, reps, numbers=False):
    """One world told with dates, as text."""
    from simulator.report.narrative import Narrator
    from simulator.report.terminal import literal

    world = option_values.given("world", world)
    out = literal(file=StringIO(), width=WIDTH, color_system=None, force_jupyter=False)
    Narrator(resolved, numbers).tell(out, world, seed, *analysis.told(resolved, world, seed, reps))
    return Words("\n".join(line.rstrip() for line in out.file.getvalue().strip().splitlines()))  # type: ignore[attr-defined]


def headlines(study):
    """What a study says in short: a line another scenario of a comparison, a line a scenario of a
    run; a sweep has a title."""
    told = sentences.in_short(study)
    if study.cells:
        return [names.varied(study)]
    answers = answer.of(study)
    return [
        line.plain if len(told) == 1 else f"{name}. {line.plain}"
        for name in told
        for line in filter(None, (answers.get(name), told[name]))
    ]


def warnings(study):
    """What was seen in too few worlds, what lies beyond the record, and how worlds that end early
    are counted."""
    ended = sentences.ended(study)
    return sentences.warnings(study) + ([ended] if ended else [])


def _paragraphs(lines, look=""):
    return "".join(f'<p style="{look}">{escape(line)}</p>' for line in lines)


def styled(markup):
    """Markup with the style of the charts, on white."""
    return f'<div style="{PAPER}"><style>{figures.style()}</style>{markup}</div>'
