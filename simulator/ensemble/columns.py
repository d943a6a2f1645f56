"""Columns in files: Parquet and CSV, through DuckDB."""

import errno
from contextlib import contextmanager

import numpy as np


def write(path, table, notes=None):
    """Write {column: (n,)} as .parquet or .csv, aside and then renamed. The same table gives the
    same bytes.

    notes  {name: text} to keep in a Parquet file beside its columns
    """
    aside = path.with_name(f".{path.name}")
    form = "parquet" if path.suffix == ".parquet" else "csv, header"
    if notes:
        said = ", ".join(
            f"{name}: '{text.replace(chr(39), chr(39) * 2)}'" for name, text in notes.items()
        )
        form += f", kv_metadata {{{said}}}"
    with base() as opened:
        opened.register("made", table)
        opened.execute(f"copy (select * from made) to '{quoted(aside)}' (format {form})")
    aside.replace(path)


def read(path):
    """What a Parquet file holds: {column: (n,)}, {name: text}."""
    with base() as opened:
        columns = opened.execute(f"select * from '{literal(path)}'").fetchnumpy()
        notes = opened.execute(
            f"select key, value from parquet_kv_metadata('{literal(path)}')"
        ).fetchall()
    return {name: filled(values) for name, values in columns.items()}, {
        key.decode(): value.decode() for key, value in notes
    }


def export(path, to):
    """Write a Parquet table as CSV."""
    with base() as opened:
        opened.execute(
            f"copy (select * from '{literal(path)}') to '{quoted(to)}' (format csv, header)"
        )


@contextmanager
def base():
    """DuckDB in one thread, so that rows keep their order; what it cannot read or write is an
    OSError."""
    import duckdb

    try:
        with duckdb.connect(config={"threads": 1}) as opened:
            yield opened
    except duckdb.Error as error:
        text = str(error)
        raise OSError(
            errno.ENOSPC if "space" in text or "too large" in text else errno.EIO,
            text.splitlines()[0],
        ) from None


def quoted(path):
    return path.as_posix().replace("'", "''")


def literal(path):
    """A file to read, quoted: marks in its name are themselves, no pattern that names other files
    too."""
    return "".join(f"[{mark}]" if mark in "*?[" else mark for mark in quoted(path))


def filled(values):
    """A column without a mask: what a table leaves empty is not a number."""
    return (
        np.ma.filled(values, np.nan)
        if np.ma.isMaskedArray(values) and values.dtype.kind == "f"
        else np.asarray(values)
    )
