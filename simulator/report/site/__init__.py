"""The documentation site: Markdown pages generated from the code, built by Sphinx into a folder of
HTML that needs no network access.

Only the home page, the tutorial and a few connecting sentences in `pages/` are written by hand."""

import io
import shutil
import tempfile
from pathlib import Path

from simulator.program import __version__
from simulator.report import figures
from simulator.report.site import backtest, gallery, model, reference, repository, tutorial
from simulator.report.site.render import write
from simulator.scenario.errors import refuse

HERE = Path(__file__).parent
SETTINGS = {
    "project": "Policy simulator",
    "version": __version__,
    "copyright": "the policy simulator's authors, MIT licence",
    "extensions": ["myst_nb"],
    "html_theme": "furo",
    "html_title": f"Policy simulator {__version__}",
    "html_static_path": [str(HERE / "static"), str(figures.STYLE)],
    "html_css_files": ["figures.css", "site.css"],
    "html_js_files": ["site.js"],
    "html_copy_source": False,
    "html_show_sourcelink": False,
    "html_show_sphinx": False,
    "html_use_index": False,
    "html_domain_indices": False,
    "html_scaled_image_link": False,
    "html_theme_options": {"footer_icons": [], "top_of_page_buttons": []},
    "myst_heading_anchors": 4,
    "nb_execution_mode": "off",
    "nb_output_stderr": "remove",  # progress
    "suppress_warnings": ["myst.header", "misc.highlighting_failure"],
}


def build(folder, commands, notify, worlds=1000):
    """Build the site in a folder; return the path of its home page.

    commands  the commands as plain data, see `cli.command_reference`
    notify    called with a sentence before each long step
    worlds    worlds of each scenario in the gallery
    """
    with tempfile.TemporaryDirectory() as home:
        sources = Path(home) / "source"
        notify("Running the scenarios of the gallery.")
        studies = gallery.studies(Path(home) / "results", worlds)
        for pages in (
            repository.pages(sources),
            reference.pages(commands, studies[0]),
            model.pages(),
            backtest.pages(),
            gallery.pages(studies),
        ):
            write(sources, pages)
        notify("Running the tutorial.")
        tutorial.write_executed(sources / "tutorial.ipynb", home)
        notify("Writing pages.")
        _run_sphinx(sources, Path(home) / "html", Path(home) / "doctrees")
        shutil.copytree(Path(home) / "html", folder, dirs_exist_ok=True)
    return Path(folder) / "index.html"


def _run_sphinx(sources, folder, doctrees):
    """Turn the pages into HTML. Raises UsageError with Sphinx's warnings, such as dead links."""
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    warnings = io.StringIO()
    with patch_docutils(), docutils_namespace():
        sphinx = Sphinx(
            sources, None, folder, doctrees, "html", SETTINGS, status=None, warning=warnings
        )
        sphinx.build()
    if warnings.getvalue().strip():
        refuse("site", f"the pages have problems:\n{warnings.getvalue().strip()}")
