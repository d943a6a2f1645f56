"""The commands as plain data, for the documentation: help, arguments, options and examples."""

import typer

from simulator.cli import runtime

EXIT_CODES = {
    0: "done",
    runtime.INTERNAL: "internal error; a bug report was written",
    runtime.USAGE: "wrong usage",
    runtime.INVALID: "invalid scenario, file or results",
    runtime.FAILED: "fewer checks pass than `--fail-under` asks for",
    runtime.MISSING: "an extra is not installed; its name is printed",
    runtime.INTERRUPTED: "interrupted; finished blocks are stored",
}


def reference():
    """{"commands": [command], "exit_codes": {code: meaning}}; a command has its name, text,
    example and parameters."""
    commands: list[dict] = []
    for name, command in _subcommands(typer.main.get_command(runtime.app)).items():
        below = _subcommands(command)
        named = {f"{name} {sub}": each for sub, each in below.items()} if below else {name: command}
        commands += [_command(*pair) for pair in named.items()]
    return {"commands": commands, "exit_codes": EXIT_CODES}


def _subcommands(command):
    """Commands of a group; empty for a command."""
    return getattr(command, "commands", {})


def _command(name, command):
    text, _, example = (command.help or "").partition("Example: ")
    parameters = [_parameter(parameter) for parameter in command.params if _is_listed(parameter)]
    arguments = [row for row in parameters if row["is_argument"]]
    options = [row for row in parameters if not row["is_argument"]]
    usage = " ".join([name, *(row["name"] for row in arguments), *["[OPTIONS]"][: len(options)]])
    return {
        "name": name,
        "usage": usage,
        "paragraphs": text.strip().split("\n\n"),
        "example": example.strip(),
        "arguments": arguments,
        "options": _options_by_heading(options),
    }


def _options_by_heading(options):
    """{heading of the help: its options}."""
    groups: dict[str, list] = {}
    for row in options:
        groups.setdefault(row["heading"], []).append(row)
    return groups


def _is_listed(parameter):
    return not getattr(parameter, "hidden", False) and parameter.name != "help"


def _parameter(parameter):
    """An argument or option: its name with the placeholder, help, default and heading."""
    is_argument = parameter.param_type_name == "argument"
    if is_argument:
        name = parameter.metavar or parameter.name.upper()
        name = name if parameter.required or name.startswith("[") else f"[{name}]"
        name += "..." if parameter.nargs == -1 else ""
    else:
        flags = ", ".join([*parameter.opts, *parameter.secondary_opts])
        name = f"{flags} {parameter.metavar}" if parameter.metavar else flags
    shown = None if parameter.default in (None, False, True, "") else str(parameter.default)
    return {
        "is_argument": is_argument,
        "name": name,
        "help": parameter.help or "",
        "default": None if parameter.required else shown,
        "heading": getattr(parameter, "rich_help_panel", None) or "",
    }
