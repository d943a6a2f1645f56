"""The command line's trunk, on which verbs are hung."""

import typer

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
results = typer.Typer(
    no_args_is_help=True,
    help="What was run before: listed, shown, gone on with, handed on, thrown away.",
)


@app.callback()
def _verbs():
    """Simulate a war and its negotiations in many worlds, and see what moves when the leverage
    moves."""
