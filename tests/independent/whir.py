"""WHIR: g(z) = claim for a weighted sum g of the columns of several committed matrices."""

from dataclasses import dataclass

from blake3 import derive
from field import (DEGREE, HALF, ONE, P, add, bit_reverse, dot, eq_table, horner, horner_base, inverse, lift, mul,
                   root_of_unity, scale, sub, sum_k)
from transcript import need, pack_words

DEGREE_OF_ROUND = 2


@dataclass
class Source:
    name: str
    root: bytes
    log_rows: int
    weights: list


def open_rows(reader, name, root, log_leaves, positions, width):
    """Rows at ascending positions, checked against the root: the leaves' digests, then level by level to the top, each
    missing sibling from the proof in ascending order."""
    rows = reader.rows(name + " rows", len(positions), width)
    known = [(p, derive("squall v1 merkle leaf", pack_words(row))) for p, row in zip(positions, rows)]
    levels, missing, at = [], 0, positions
    for _ in range(log_leaves):
        held = set(at)
        missing += sum(p ^ 1 not in held for p in at)
        at = sorted({p >> 1 for p in at})
    siblings = iter(reader.siblings(name + " path", missing))
    for _ in range(log_leaves):
        above, i = [], 0
        while i < len(known):
            p, digest = known[i]
            i += 1
            if i < len(known) and known[i][0] == p ^ 1:
                pair = digest + known[i][1]
                i += 1
            elif p & 1:
                pair = next(siblings) + digest
            else:
                pair = digest + next(siblings)
            above.append((p >> 1, derive("squall v1 merkle node", pair)))
        known = above
    need(known == [(0, root)], f"{name}: Merkle root")
    return rows


def open_matrices(reader, log_rows, sources, positions, fold):
    """The values of g on every queried block."""
    blocks = {p: [(0,) * DEGREE] * (1 << fold) for p in positions}
    for source in sources:
        drop = log_rows - source.log_rows
        leaves = sorted({(p << fold | i) >> drop for p in positions for i in range(1 << fold)})
        rows = open_rows(reader, source.name, source.root, source.log_rows + 1, leaves, len(source.weights))
        values = {leaf: dot(source.weights, row) for leaf, row in zip(leaves, rows)}
        for p, block in blocks.items():
            blocks[p] = [add(v, values[(p << fold | i) >> drop]) for i, v in enumerate(block)]
    return blocks


def fold_block(values, p, log_domain, challenges):
    """(1 - x) even + x odd for every challenge x; even and odd from the values at y and -y."""
    for x in challenges:
        pairs, folded = len(values) // 2, []
        y_inverse = inverse(root_of_unity(log_domain))
        for q in range(pairs):
            a, b = values[2 * q], values[2 * q + 1]
            y = pow(y_inverse, bit_reverse(p * pairs + q, log_domain - 1), P)
            even, odd = scale(add(a, b), HALF), scale(sub(a, b), HALF * y)
            folded.append(add(even, mul(x, sub(odd, even))))
        values, log_domain = folded, log_domain - 1
    return values[0]


class Constraints:
    """The weights of the running claim: eq(z, .) and the powers of points, as they shrink with every bound variable."""

    def __init__(self, z):
        self.z, self.coefficient = list(z), ONE
        self.points = []  # [coefficient, x in K, or in F]

    def bind(self, x):
        z = self.z.pop()
        self.coefficient = mul(self.coefficient, sum_k([ONE, scale(z, -1), scale(x, -1), scale(mul(z, x), 2)]))
        for c in self.points:
            if isinstance(c[1], int):
                c[0] = mul(c[0], add(ONE, scale(x, c[1] - 1)))
                c[1] = c[1] * c[1] % P
            else:
                c[0] = mul(c[0], add(ONE, mul(x, sub(c[1], ONE))))
                c[1] = mul(c[1], c[1])

    def apply(self, polynomial):
        planes = list(zip(*polynomial))
        total = mul(self.coefficient, sum_k([mul(f, e) for f, e in zip(polynomial, eq_table(self.z))]))
        for coefficient, x in self.points:
            value = horner_base(planes, x) if isinstance(x, int) else horner(polynomial, x)
            total = add(total, mul(coefficient, value))
        return total


def verify_whir(reader, row, log_rows, sources, z, claim, sumcheck_round):
    rounds = row.rounds(log_rows)
    transcript, constraints, root = reader.transcript, Constraints(z), None
    for i, (fold, left, log_domain, queries) in enumerate(rounds):
        challenges = []
        for _ in range(fold):
            x, claim = sumcheck_round(reader, "fold", claim, DEGREE_OF_ROUND, row.pow_fold)
            constraints.bind(x)
            challenges.append(x)
        last = i + 1 == len(rounds)
        if last:
            polynomial = reader.extension("final", 1 << (left - fold))
            planes = list(zip(*polynomial))
        else:
            next_root = reader.digest("oracle")
            outside = transcript.challenges("ood", row.ood)
            outside_values = reader.extension("ood", row.ood) if row.ood else []
        reader.grind("queries", row.pow_query)
        bits = log_domain - fold
        positions = transcript.positions("queries", queries, bits)
        if i == 0:
            blocks = open_matrices(reader, log_rows, sources, positions, fold)
        else:
            rows = open_rows(reader, f"oracle {i}", root, bits, positions, DEGREE << fold)
            blocks = {p: [r[k:k + DEGREE] for k in range(0, len(r), DEGREE)] for p, r in zip(positions, rows)}
        folded = [fold_block(blocks[p], p, log_domain, challenges) for p in positions]
        points = [pow(root_of_unity(bits), bit_reverse(p, bits), P) for p in positions]
        if last:
            for x, value in zip(points, folded):
                need(horner_base(planes, x) == value, "the final polynomial at a query")
            need(constraints.apply(polynomial) == claim, "the last claim of WHIR")
            return
        xi = transcript.challenge("combine")
        weight = xi
        for x, value in zip(outside + points, outside_values + folded):
            claim = add(claim, mul(weight, value))
            constraints.points.append([weight, x])
            weight = mul(weight, xi)
        root = next_root
