"""Checks the bounds that chips state for their multiplicities, from the constraints in the description alone.

The soundness of buses rests on two facts about every message with a bound. Its multiplicity cannot leave -bound..bound,
on any row that satisfies the constraints. And on a bus with lookup tables it is never negative: a row that takes a
tuple from such a bus would be a table of its own.
"""

from itertools import product

from field import P


def signed(value):
    return value if value <= P // 2 else value - P


def columns_of(nodes):
    """Per node, the columns that it depends on."""
    found = []
    for kind, *operands in nodes:
        found.append(frozenset(operands) if kind == "col" else
                     frozenset() if kind == "const" else found[operands[0]] | found[operands[1]])
    return found


def value_of(nodes, node, row):
    kind, *operands = nodes[node]
    if kind == "const":
        return operands[0]
    if kind == "col":
        return row[operands[0]]
    a, b = (value_of(nodes, o, row) for o in operands)
    return (a + b if kind == "add" else a - b if kind == "sub" else a * b) % P


def booleans(nodes, constraints):
    """The nodes x for which x (x - 1) = 0 is a constraint."""
    found = set()
    for node in constraints:
        kind, *operands = nodes[node]
        if kind != "mul":
            continue
        for x, y in (operands, operands[::-1]):
            if nodes[y][0] == "sub" and nodes[y][1] == x and nodes[nodes[y][2]] == ["const", 1]:
                found.add(x)
    return found


def possible(chip, node, known, depends):
    """The values that a multiplicity can take, or None if the constraints on its columns alone do not say."""
    nodes = chip.nodes
    if nodes[node][0] == "const":
        return {signed(nodes[node][1])}
    if node in known:
        return {0, 1}
    kind, *operands = nodes[node]
    if kind == "sub" and nodes[operands[0]] == ["const", 0]:
        inner = possible(chip, operands[1], known, depends)
        return inner and {-v for v in inner}
    columns = sorted(depends[node])
    if not all(any(nodes[k] == ["col", c] for k in known) for c in columns):
        return None
    relevant = [c for c in chip.constraints if depends[c] <= depends[node]]
    values = set()
    for bits in product((0, 1), repeat=len(columns)):
        row = dict(zip(columns, bits))
        if all(value_of(nodes, c, row) == 0 for c in relevant):
            values.add(signed(value_of(nodes, node, row)))
    return values


def check_bounds(machine):
    """Raises AssertionError, naming chip and message."""
    tables = {bus for chip in machine.chips for bus, _, bound, _ in chip.messages if bound is None}
    for chip in machine.chips:
        known, depends = booleans(chip.nodes, chip.constraints), columns_of(chip.nodes)
        for bus, multiplicity, bound, _ in chip.messages:
            if bound is None:
                continue
            preprocessed = all(c >= len(chip.main) for c in depends[multiplicity])
            values = possible(chip, multiplicity, known, depends)
            what = f"{chip.name}: a message on bus {bus}"
            assert values is not None, f"{what}: nothing bounds its multiplicity"
            assert max(map(abs, values)) <= bound, f"{what}: multiplicities {values}, bound {bound}"
            assert bus not in tables or preprocessed or min(values) >= 0, f"{what}: takes from a bus with tables"
