"""BLAKE3 in derive_key mode, after its public specification. The rounds of the compression function are written out by
a small generator, since a verifier spends most of its hashing there."""

import struct
from functools import lru_cache

IV = (0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19)
PERMUTATION = (2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)
CHUNK_START, CHUNK_END, PARENT, ROOT, CONTEXT, MATERIAL = 1, 2, 4, 8, 32, 64
CHUNK_BYTES, BLOCK_BYTES = 1024, 64


def _compression_source():
    lines = ["def compress(h, m, counter, length, flags):",
             "    " + ", ".join(f"m{i}" for i in range(16)) + " = m",
             "    " + ", ".join(f"v{i}" for i in range(8)) + " = h",
             f"    v8, v9, v10, v11 = {IV[:4]}",
             "    v12, v13, v14, v15 = counter & M, counter >> 32, length, flags"]
    columns = [(i, 4 + i, 8 + i, 12 + i) for i in range(4)]
    diagonals = [(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4) for i in range(4)]
    order = list(range(16))
    for _ in range(7):
        for g, (a, b, c, d) in enumerate(columns + diagonals):
            for word, (first, second) in ((order[2 * g], (16, 12)), (order[2 * g + 1], (8, 7))):
                lines += [f"    v{a} = v{a} + v{b} + m{word} & M",
                          f"    v{d} ^= v{a}",
                          f"    v{d} = (v{d} >> {first} | v{d} << {32 - first}) & M",
                          f"    v{c} = v{c} + v{d} & M",
                          f"    v{b} ^= v{c}",
                          f"    v{b} = (v{b} >> {second} | v{b} << {32 - second}) & M"]
        order = [order[i] for i in PERMUTATION]
    low = ", ".join(f"v{i} ^ v{i + 8}" for i in range(8))
    high = ", ".join(f"v{i + 8} ^ h[{i}]" for i in range(8))
    return "\n".join(lines + [f"    return ({low}), ({high})"])


_scope = {"M": 0xFFFFFFFF}
exec(_compression_source(), _scope)
compress = _scope["compress"]  # both halves of the output


def _words(block):
    return struct.unpack("<16I", block.ljust(BLOCK_BYTES, b"\0"))


def _last_block(key, chunk, index, flags):
    """Absorbs all blocks of a chunk but the last; returns the arguments of the last compression."""
    h, start = key, CHUNK_START
    at = 0
    while len(chunk) - at > BLOCK_BYTES:
        h = compress(h, _words(chunk[at:at + BLOCK_BYTES]), index, BLOCK_BYTES, flags | start)[0]
        at, start = at + BLOCK_BYTES, 0
    block = chunk[at:]
    return h, _words(block), index, len(block), flags | start | CHUNK_END


def _node(key, data, first, flags):
    """The arguments of the compression at the top of the tree over `data`, whose first chunk has number `first`."""
    chunks = -(-len(data) // CHUNK_BYTES)
    if chunks <= 1:
        return _last_block(key, data, first, flags)
    left = 1 << (chunks - 1).bit_length() - 1
    cut = left * CHUNK_BYTES
    children = (compress(*_node(key, data[:cut], first, flags))[0]
                + compress(*_node(key, data[cut:], first + left, flags))[0])
    return key, children, 0, BLOCK_BYTES, flags | PARENT


def _output(node, size):
    h, m, _, length, flags = node
    out = b""
    block = 0
    while len(out) < size:
        low, high = compress(h, m, block, length, flags | ROOT)
        out += struct.pack("<16I", *low, *high)
        block += 1
    return out[:size]


@lru_cache(maxsize=None)
def _context_key(context):
    return struct.unpack("<8I", _output(_node(IV, context.encode(), 0, CONTEXT), 32))


def derive(context, data, size=32):
    return _output(_node(_context_key(context), data, 0, MATERIAL), size)


def blake3(data, size=32):
    return _output(_node(IV, data, 0, 0), size)
