"""Pages from documents of the repository: README, evidence, code, changes, contributing and
citation."""

import re
import shutil

from simulator.program import CHECKOUT, EXTRAS, __version__
from simulator.report.site import tutorial
from simulator.report.site.render import page
from simulator.scenario import read
from simulator.scenario.checks import read_checks
from simulator.scenario.library import scenario_rows
from simulator.scenario.yaml_reader import load

DOCUMENTS = {  # page: document of the repository
    "evidence": "scenarios/record/README.md",
    "code": "simulator/README.md",
    "changes": "CHANGELOG.md",
    "contributing": ".github/CONTRIBUTING.md",
    "security": ".github/SECURITY.md",
}
PAGE_OF = {path: f"{name}.md" for name, path in DOCUMENTS.items()} | {
    "README.md": "index.md",
    tutorial.NOTEBOOK: "tutorial.ipynb",
}
FIRST_HOUR, READ = "First hour", "Read the numbers"
LINK = re.compile(r"\]\(([^)#:\s]+)(#[^)\s]*)?\)")
LOCKED = re.compile(r"requirements-(\d+\.\d+)\.lock")


def pages(sources):
    """{name: Markdown}; files that the documents link to are copied into the folder of sources."""
    sources.mkdir(parents=True, exist_ok=True)
    texts = {name: _with_links(path, sources) for name, path in DOCUMENTS.items()}
    opening, first_hour, reading = _parts_of_readme(_with_links("README.md", sources))
    texts["index"] = page("index.md", opening=opening)
    texts["first_hour"], texts["read"] = first_hour, reading
    texts["cite"] = page("cite.md", **_citation())
    texts["platforms"] = page(
        "platforms.md", versions=_versions(), extras=EXTRAS, licensed=_licensed()
    )
    texts["scenarios"] = page("scenarios.md", rows=scenario_rows())
    return texts


def _with_links(path, sources):
    """A document whose links lead to pages of the site, or to copies of the files."""
    folder = (CHECKOUT / path).parent

    def replaced(match):
        target = (folder / match[1]).resolve().relative_to(CHECKOUT)
        if str(target) in PAGE_OF:
            return f"]({PAGE_OF[str(target)]}{match[2] or ''})"
        copy = sources / "files" / target.name
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(CHECKOUT / target, copy)
        return f"](files/{target.name})"

    text = (CHECKOUT / path).read_text(encoding="utf-8")
    return LINK.sub(replaced, text).replace("](#first-hour)", "](first_hour.md)")


def _parts_of_readme(text):
    """The README as three pages: its opening, the first hour, and how to read results."""
    opening, rest = text.split(f"\n## {FIRST_HOUR}\n")
    before, reading = rest.split(f"\n### {READ}\n")
    reading, mark, after = reading.partition("\n### ")
    _, command, *_ = opening.split("```")  # the first one
    first_hour = f"# {FIRST_HOUR}\n\n```{command}```\n{before}\n{mark}{after}".replace(
        "\n### ", "\n## "
    )
    return opening, first_hour, f"# How to read results\n{reading}"


def reading():
    """The section of the README on how to read numbers."""
    return _parts_of_readme((CHECKOUT / "README.md").read_text(encoding="utf-8"))[2]


def _versions():
    """Versions of Python with a file of locked packages."""
    names = (LOCKED.fullmatch(path.name) for path in CHECKOUT.glob("requirements-*.lock"))
    return sorted((match[1] for match in names if match), key=lambda text: int(text[2:]))


def _licensed():
    """[(key, description)] of the sources whose description names a licence."""
    roots = [read(name).form.sources for name, _, parent, _ in scenario_rows() if not parent]
    sources = {key: text for listed in (*roots, read_checks()[1]) for key, text in listed.items()}
    return [(key, text) for key, text in sources.items() if "CC BY" in text]


def _citation():
    """Fields of CITATION.cff."""
    fields, _ = load(CHECKOUT / "CITATION.cff")
    authors = " and ".join(author["name"] for author in fields["authors"])
    released = str(fields.get("date-released", ""))[:4]
    return {"fields": fields, "authors": authors, "year": released, "version": __version__}
