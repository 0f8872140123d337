"""Changes to an honest proof file, and to the machine that it is about."""

import json

from field import P
from machine import Machine

BYTES = {"magic", "version", "families", "platform", "platform length", "XLEN", "entry", "root", "parameters", "parameters length",
         "exit code", "output length", "output", "proof length", "header", "main", "helper", "oracle"}


def is_bytes(name):
    return name in BYTES or name.startswith("height of") or name.endswith((" nonce", " path"))


def changed(data, begin, end, name):
    """The item's middle word plus one, still canonical; or a bit of its middle byte."""
    out = bytearray(data)
    if is_bytes(name):
        out[(begin + end) // 2] ^= 1
    else:
        at = begin + (end - begin) // 8 * 4
        word = (int.from_bytes(out[at:at + 4], "little") + 1) % P
        out[at:at + 4] = word.to_bytes(4, "little")
    return bytes(out)


def with_proof(data, file, proof):
    """The file with another proof proper, its length field put right."""
    start = len(data) - len(file.proof)
    return data[:start - 8] + len(proof).to_bytes(8, "little") + proof


def moved_total(data, begin, end):
    """Adds one to the first total and takes it from the second: the buses still balance."""
    out = bytearray(data)
    for at, step in ((begin, 1), (begin + 20, P - 1)):
        word = (int.from_bytes(out[at:at + 4], "little") + step) % P
        out[at:at + 4] = word.to_bytes(4, "little")
    return bytes(out)


def forged_files(case, file, items):
    """Yields (name, file, program id, parameter row, exit code to expect)."""
    honest, usual = case.proof, (case.id, case.parameters, file.exit_code)
    places = {}
    for name, begin, end in items:
        if end > begin:
            places.setdefault(name, []).append((begin, end))
    for name, found in places.items():
        begin, end = found[len(found) // 2]
        yield f"changed {name}", changed(honest, begin, end, name), *usual

    exit_at = places["exit code"][0][0]
    claimed = honest[:exit_at] + b"\7\0\0\0" + honest[exit_at + 4:]
    yield "exit code 7 claimed and expected", claimed, case.id, case.parameters, 7
    yield "exit code 7 expected", honest, case.id, case.parameters, 7
    size_at, (begin, end) = places["output length"][0][0], places["output"][0]
    shorter = honest[:size_at] + (end - begin - 4).to_bytes(4, "little") + honest[begin:end - 4] + honest[end:]
    yield "last word of the output withheld", shorter, *usual
    longer = honest[:size_at] + (end - begin + 4).to_bytes(4, "little") + honest[begin:end] + bytes(4) + honest[end:]
    yield "one more word of output", longer, *usual
    yield "about another program", honest, case.id[:-1] + ("1" if case.id[-1] == "0" else "0"), *usual[1:]

    for other in {"fast", "test", "unique"} - {case.parameters}:
        yield f"as row {other}", honest, case.id, other, file.exit_code
        begin, end = places["parameters"][0]
        renamed = honest[:begin - 1] + bytes([len(other)]) + other.encode() + honest[end:]
        yield f"renamed to row {other}", renamed, case.id, other, file.exit_code

    for name, proof in (("cut by a byte", file.proof[:-1]), ("cut by a digest", file.proof[:-32]),
                        ("cut in half", file.proof[:len(file.proof) // 2]), ("empty", b""),
                        ("longer by a byte", file.proof + b"\0"), ("longer by a digest", file.proof + bytes(32))):
        yield f"proof {name}", with_proof(honest, file, proof), *usual
    yield "file cut by a byte", honest[:-1], *usual
    yield "file longer by a byte", honest + b"\0", *usual

    yield "totals moved between instances", moved_total(honest, *places["totals"][0]), *usual
    begin, end = places["values"][0]
    word = int.from_bytes(honest[begin:begin + 4], "little")
    other_word = (word + P).to_bytes(4, "little")  # the same element, written otherwise
    yield "a word that is not canonical", honest[:begin] + other_word + honest[begin + 4:], *usual
    (a, a_end), (b, b_end) = places["main"][0], places["helper"][0]
    swapped = honest[:a] + honest[b:b_end] + honest[a_end:b] + honest[a:a_end] + honest[b_end:]
    yield "roots exchanged", swapped, *usual


class PinnedMachine(Machine):
    """Pretends to be the honest machine, so that only what it computes can give it away."""

    def __init__(self, text, digest):
        super().__init__(text)
        self.digest = digest

    def key_digest(self, skip, root):
        return self.digest


def forged_machines(text, digest):
    """Yields (name, machine) with one fact changed; each once as itself and once under the honest key's digest."""
    def edited(edit):
        data = json.loads(text)
        edit(data)
        return json.dumps(data, separators=(",", ":")).encode() + b"\n"

    def chip(data, name):
        return next(c for c in data["chips"] if c["name"] == name)

    def drop_constraint(data):
        del chip(data, "add")["constraints"][0]

    def drop_last_constraint(data):
        chip(data, "add")["constraints"].pop()

    def change_constant(data):
        next(n for n in chip(data, "add")["nodes"] if n[0] == "const" and n[1] > 1)[1] += 1

    def change_closed_form(data):
        chip(data, "range")["closed_forms"][1][0][0] += 1

    def change_bus(data):
        message = chip(data, "system")["messages"][0]
        message[4].reverse()

    def change_public(data):
        data["public_messages"][2][3][0][1] += 1  # the end of the chain

    edits = {"constraint dropped": drop_constraint, "last constraint dropped": drop_last_constraint,
             "constant changed": change_constant, "closed form changed": change_closed_form,
             "tuple reversed": change_bus, "public message changed": change_public}
    for name, edit in edits.items():
        yield f"machine: {name}", Machine(edited(edit))
        yield f"machine under the honest digest: {name}", PinnedMachine(edited(edit), digest)
