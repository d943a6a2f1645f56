"""The tutorial notebook, run when the site is built."""

import os
import re

from simulator.program import CHECKOUT

NOTEBOOK = "scenarios/tutorial.ipynb"
NOTE = "This page is the notebook `scenarios/tutorial.ipynb`, run when the site was built."
PATIENCE = 300  # seconds for a cell
QUIET = "--log-level=40"  # the kernel prints errors only
PROGRESS = re.compile(r"\r?[\d,]+ (of [\d,]+ worlds|worlds in )|Results: ")


def write_executed(path, folder):
    """Run the notebook in a folder, which it may write to, and write it with its output but without
    its lines of progress."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(CHECKOUT / NOTEBOOK, as_version=4)
    notebook.cells.insert(1, nbformat.v4.new_markdown_cell(NOTE))
    client = NotebookClient(
        notebook,
        timeout=PATIENCE,
        extra_arguments=[QUIET],
        resources={"metadata": {"path": str(folder)}},
    )
    paths = [str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])]
    client.execute(env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)})
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not _is_progress(output)]
    nbformat.write(notebook, path)


def _is_progress(output):
    return output.output_type == "stream" and PROGRESS.match(output.text)
