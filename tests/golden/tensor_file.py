"""Reads and writes safetensors files (huggingface.co/docs/safetensors) with NumPy alone.

Eight bytes N, little-endian; N bytes of JSON that names each tensor's dtype, shape and byte range,
and holds strings under "__metadata__"; the numbers, row-major.
"""

import json
import struct

import numpy

DTYPES = {"F32": numpy.dtype("<f4"), "I64": numpy.dtype("<i8")}


def write(path, tensors, metadata):
    """`tensors`: arrays by name. `metadata`: strings by name."""
    header, blocks, offset = {"__metadata__": metadata}, [], 0
    for name, values in tensors.items():
        dtype = next(d for d, kind in DTYPES.items() if kind == values.dtype)
        block = values.tobytes()
        header[name] = {"dtype": dtype, "shape": list(values.shape),
                        "data_offsets": [offset, offset + len(block)]}
        blocks.append(block)
        offset += len(block)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blocks))


def read(path):
    """Returns (tensors, metadata)."""
    with open(path, "rb") as file:
        data = file.read()
    end = 8 + struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:end])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, stop = (end + offset for offset in entry["data_offsets"])
        values = numpy.frombuffer(data[begin:stop], DTYPES[entry["dtype"]])
        tensors[name] = values.reshape(entry["shape"]).copy()
    return tensors, metadata
