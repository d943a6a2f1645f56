"""Columns in files, through Arrow: Parquet and CSV."""

import errno
import os
from contextlib import contextmanager

import numpy as np


def write(path, table, notes=None):
    """Write {column: (n,) array or list} as .parquet or .csv, aside and then renamed. The same
    table gives the same bytes.

    notes  {name: text} to keep in a Parquet file beside its columns
    """
    import pyarrow as pa

    with _told():
        made = pa.table({name: pa.array(values) for name, values in table.items()})
        file = pa.BufferOutputStream()
        if path.suffix == ".parquet":
            from pyarrow import parquet

            made = made.replace_schema_metadata(notes)
            parquet.write_table(made, file, compression="zstd")
        else:
            _write_csv(made, file)
    whole(path, file.getvalue())


def read(path):
    """What a Parquet file holds: {column: (n,)}, {name: text}. Raises OSError for one that is
    torn."""
    from pyarrow import parquet

    with _told():
        made = parquet.ParquetFile(path).read()
        notes = made.schema.metadata or {}
        columns = {name: _array(made[name]) for name in made.column_names}
    return columns, {key.decode(): text.decode() for key, text in notes.items()}


def export(path, to):
    """Write a Parquet table as CSV."""
    from pyarrow import parquet

    with _told():
        _write_csv(parquet.ParquetFile(path).read(), to.as_posix())


def squeezed(raw):
    """Bytes made small, the same for the same."""
    import pyarrow as pa

    return pa.compress(raw, codec="zstd", asbytes=True)


def unsqueezed(raw):
    """Bytes that were made small. Raises OSError for others."""
    import pyarrow as pa

    with pa.input_stream(pa.BufferReader(raw), compression="zstd") as stream:
        return stream.read()


def whole(path, raw):
    """Write bytes aside and rename, so that a file is whole or not there."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_bytes(raw)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _write_csv(made, to):
    from pyarrow import csv

    csv.write_csv(made, to)


def _array(column):
    """A column of numbers or text as an array; text in fixed width, by way of its few different
    values. (`to_numpy` would import pandas.)"""
    import pyarrow as pa

    one = column.combine_chunks()
    if not pa.types.is_string(one.type):
        return np.from_dlpack(one)
    coded = one.dictionary_encode()
    return np.array(coded.dictionary.to_pylist(), dtype=str)[np.from_dlpack(coded.indices)]


@contextmanager
def _told():
    """What Arrow cannot read or write is an OSError."""
    import pyarrow as pa

    try:
        yield
    except pa.ArrowException as error:
        raise OSError(errno.EIO, str(error).splitlines()[0]) from None
