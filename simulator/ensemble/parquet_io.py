"""Read and write tables as Parquet and CSV, through Arrow."""

import errno
import os
from contextlib import contextmanager

import numpy as np


def write(path, table, notes=None):
    """Write {column: (n,) array or list} as .parquet or .csv, atomically. Equal tables give equal
    bytes.

    notes  {name: text} of metadata in a Parquet file
    """
    import pyarrow as pa

    with _arrow_errors():
        arrow = pa.table({name: pa.array(values) for name, values in table.items()})
        file = pa.BufferOutputStream()
        if path.suffix == ".parquet":
            from pyarrow import parquet

            arrow = arrow.replace_schema_metadata(notes)
            parquet.write_table(arrow, file, compression="zstd")
        else:
            _write_csv(arrow, file)
    write_atomically(path, file.getvalue())


def read(path):
    """Columns and metadata of a Parquet file: {column: (n,)}, {name: text}. Raises OSError for a
    damaged one."""
    from pyarrow import parquet

    with _arrow_errors():
        arrow = parquet.ParquetFile(path).read()
        notes = arrow.schema.metadata or {}
        columns = {name: _array(arrow[name]) for name in arrow.column_names}
    return columns, {key.decode(): text.decode() for key, text in notes.items()}


def export(path, to):
    """Convert a Parquet file to CSV."""
    from pyarrow import parquet

    with _arrow_errors():
        _write_csv(parquet.ParquetFile(path).read(), to.as_posix())


def compress(raw):
    """Bytes compressed by Zstandard; equal bytes give equal results."""
    import pyarrow as pa

    return pa.compress(raw, codec="zstd", asbytes=True)


def decompress(raw):
    """Bytes that `compress` was given. Raises OSError for others."""
    import pyarrow as pa

    with pa.input_stream(pa.BufferReader(raw), compression="zstd") as stream:
        return stream.read()


def write_atomically(path, raw):
    """Write bytes to a temporary file and rename it, so that a file is complete or absent."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(raw)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _write_csv(arrow, to):
    from pyarrow import csv

    csv.write_csv(arrow, to)


def _array(column):
    """A column of numbers or text as an array; text in fixed width, through its distinct values.
    (`to_numpy` would import pandas.)"""
    import pyarrow as pa

    values = column.combine_chunks()
    if not pa.types.is_string(values.type):
        return np.from_dlpack(values)
    coded = values.dictionary_encode()
    return np.array(coded.dictionary.to_pylist(), dtype=str)[np.from_dlpack(coded.indices)]


@contextmanager
def _arrow_errors():
    """Convert errors of Arrow to OSError."""
    import pyarrow as pa

    try:
        yield
    except pa.ArrowException as error:
        raise OSError(errno.EIO, str(error).splitlines()[0]) from None
