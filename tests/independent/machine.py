"""A machine as `squall inspect --machine` prints it: the rules it must keep, its key digest, its chips at a point."""

import json

from blake3 import derive
from field import DEGREE, ONE, ZERO, add, lift, mul, scale, sub, sum_k
from params import MAX_ARITY, MAX_DEGREE, MAX_LOG_ROWS, MAX_TERMS, MIN_LOG_ROWS

UNITS = [tuple(int(i == j) for j in range(DEGREE)) for i in range(DEGREE)]  # 1, x, ..., x^4


class Chip:
    def __init__(self, data, buses, max_degree, group_size):
        self.name = data["name"]
        self.min_log, self.max_log, self.min_instances, self.max_instances = data["limits"]
        self.main, self.closed, self.preprocessed = data["main"], data["closed"], data["preprocessed"]
        self.closed_forms, self.nodes = data["closed_forms"], data["nodes"]
        self.constraints = [node for _, node in data["constraints"]]
        self.messages = [tuple(m[1:]) for m in data["messages"]]  # (bus, multiplicity, bound, entries)
        self.groups = data["groups"]
        self.helpers = DEGREE * len(self.groups)
        self.terms = len(self.constraints) + len(self.groups)
        self._check(buses, max_degree, group_size)

    def columns(self):
        return len(self.main) + len(self.closed) + len(self.preprocessed)

    def _degrees(self):
        degrees = []
        for i, (kind, *operands) in enumerate(self.nodes):
            if kind in ("const", "col"):
                assert kind == "const" or operands[0] < self.columns()
                degrees.append(int(kind == "col"))
                continue
            assert kind in ("add", "sub", "mul") and max(operands) < i, "operands precede their users"
            a, b = (degrees[o] for o in operands)
            degrees.append(a + b if kind == "mul" else max(a, b))
        return degrees

    def _check(self, buses, max_degree, group_size):
        """What a sound machine keeps to; see 'What a machine must keep to' in docs/protocol.md."""
        degrees, fixed = self._degrees(), len(self.main)
        assert MIN_LOG_ROWS <= self.min_log and self.max_log <= MAX_LOG_ROWS
        if self.closed or self.preprocessed:
            assert self.min_log == self.max_log and self.min_instances <= self.max_instances == 1, self.name
        assert not self.preprocessed or self.min_instances == 1, self.name
        assert len(self.closed) == len(self.closed_forms)
        assert all(degrees[node] <= max_degree for node in self.constraints), self.name
        assert self.terms <= MAX_TERMS
        for bus, _, bound, entries in self.messages:
            assert len(entries) == buses[bus], f"{self.name}: arity of a message"
            if bound is None:
                for kind, index in (self.nodes[e][:2] for e in entries):
                    assert kind == "const" or (kind == "col" and index >= fixed), f"{self.name}: free multiplicity"

        def degree(group):
            phis = [max(degrees[e] for e in entries) for _, _, _, entries in group]
            rest = [degrees[m[1]] + sum(phis) - phi for m, phi in zip(group, phis)]
            return max([1 + sum(phis)] + rest)

        first, expected = 0, []
        while first < len(self.messages):
            count = 1
            while count < group_size and degree(self.messages[first:first + count + 1]) <= max_degree \
                    and first + count < len(self.messages):
                count += 1
            assert degree(self.messages[first:first + count]) <= max_degree
            expected.append(count)
            first += count
        assert self.groups == expected, f"{self.name}: groups of messages"

    def evaluate(self, row):
        """All nodes at a row of columns over K."""
        values = []
        for kind, *operands in self.nodes:
            if kind == "const":
                values.append(lift(operands[0]))
            elif kind == "col":
                values.append(row[operands[0]])
            else:
                a, b = values[operands[0]], values[operands[1]]
                values.append(add(a, b) if kind == "add" else sub(a, b) if kind == "sub" else mul(a, b))
        return values

    def combined(self, row, helpers, logup, lambdas):
        """sum_j lambda^j C_j: the constraints, then h phi_1 .. phi_n - sum_i m_i prod_{j != i} phi_j of every group."""
        values = self.evaluate(row)
        terms = [values[node] for node in self.constraints]
        first = 0
        for g, count in enumerate(self.groups):
            group = self.messages[first:first + count]
            phis = [logup.fingerprint(bus, [values[e] for e in entries]) for bus, _, _, entries in group]
            left = combine_coordinates(helpers[g * DEGREE:(g + 1) * DEGREE])
            for phi in phis:
                left = mul(left, phi)
            for i, (_, multiplicity, _, _) in enumerate(group):
                product = values[multiplicity]
                for j, phi in enumerate(phis):
                    if j != i:
                        product = mul(product, phi)
                left = sub(left, product)
            terms.append(left)
            first += count
        return sum_k([mul(weight, term) for weight, term in zip(lambdas, terms)])


def combine_coordinates(values):
    """The sum of helpers, given the values (in K) of their coordinate columns."""
    return sum_k([mul(UNITS[i % DEGREE], v) for i, v in enumerate(values)])


class Logup:
    def __init__(self, alpha, beta, arity):
        self.alpha, self.powers = alpha, []
        power = ONE
        for _ in range(arity):
            power = mul(power, beta)
            self.powers.append(power)

    def fingerprint(self, bus, entries):
        return sum_k([self.alpha, lift(bus)] + [mul(p, e) for p, e in zip(self.powers, entries)])


class Machine:
    def __init__(self, text):
        """text: the exact bytes of the description, which the key hashes."""
        self.text = text
        data = json.loads(text)
        self.name, self.max_degree, self.row_limit = data["machine"], data["max_degree"], data["row_limit"]
        self.fixed_publics, self.stride, self.max_publics = data["publics"]
        self.buses = {number: arity for _, number, arity in data["buses"]}
        self.public_messages = data["public_messages"]
        assert self.max_degree <= MAX_DEGREE and len(self.buses) == len(data["buses"])
        assert all(number >= 1 and arity <= MAX_ARITY for number, arity in self.buses.items())
        assert all(len(m[3]) == self.buses[m[0]] for m in self.public_messages)
        self.chips = [Chip(c, self.buses, self.max_degree, data["group_size"]) for c in data["chips"]]
        assert len({c.name for c in self.chips}) == len(self.chips)
        self.arity = max(self.buses.values())

    def chip(self, name):
        return next(c for c in self.chips if c.name == name)

    def preprocessed_heights(self):
        return [c.min_log for c in self.chips for _ in c.preprocessed]

    def key_digest(self, skip, root):
        tallest = max(self.preprocessed_heights(), default=skip)
        return derive("squall v1 verifying key", self.text + bytes([skip, tallest]) + root)

    def public_tuples(self, publics):
        """[(bus, +1 or -1, entries)] that the verifier adds by itself."""
        tuples = []
        for bus, sign, repeated, entries in self.public_messages:
            rounds = (len(publics) - self.fixed_publics) // self.stride if repeated else 1
            for k in range(rounds):
                base = self.fixed_publics + k * self.stride if repeated else 0
                value = {"const": lambda v: v, "public": lambda v: publics[base + v], "counter": lambda v: k}
                tuples.append((bus, sign, [value[kind](v) for kind, v in entries]))
        return tuples


def closed_form(terms, log_rows, skip, lagrange, r):
    """The value at (omega, r) of a sum of products over row bits; the top `skip` bits through the Lagrange basis."""
    low_bits, total = log_rows - skip, []
    for coefficient, pairs in terms:
        weights = [coefficient] * len(lagrange)
        for bit, at_zero, at_one in pairs:
            if bit >= low_bits:
                weights = [w * (at_one if s >> (bit - low_bits) & 1 else at_zero) for s, w in enumerate(weights)]
        value = sum_k([scale(basis, w) for basis, w in zip(lagrange, weights)])
        for bit, at_zero, at_one in pairs:
            if bit < low_bits:
                value = mul(value, add(lift(at_zero), scale(r[low_bits - 1 - bit], at_one - at_zero)))
        total.append(value)
    return sum_k(total) if total else ZERO
