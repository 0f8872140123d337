"""The parameter rows, typed in once more, and the security figures of docs/security.md computed from them."""

from dataclasses import dataclass, fields
from math import ceil, log2, sqrt

from field import DEGREE, P

# What the figures assume of every proof; the verifier refuses more.
MAX_LOG_ROWS = 22
MAX_FRACTIONS = 1 << 29
MAX_INSTANCES = 1024
MAX_TERMS = 4096
MAX_ARITY = 7
MAX_DEGREE = 4
MAX_CLASSES = 34
MIN_LOG_ROWS = 6  # of an instance

FIELD_BITS = DEGREE * log2(P)
TARGET = 128


@dataclass(frozen=True)
class Row:
    name: str
    skip: int
    first_fold: int
    fold: int
    final_log: int
    queries: tuple  # one entry per round; the last one repeats, and so in `regimes`
    ood: int
    pow_logup: int
    pow_batch: int
    pow_fold: int
    pow_query: int
    regimes: tuple

    def text(self):
        return " ".join(f"{f.name}={getattr(self, f.name)}" for f in fields(self)).replace(", ", ",")

    def rounds(self, log_rows):
        """(variables folded, variables before, log domain, queries) of every WHIR round."""
        out, left, log_domain = [], log_rows, log_rows + 1
        while left > self.final_log:
            fold = min(self.fold if out else self.first_fold, left - self.final_log)
            out.append((fold, left, log_domain, entry(self.queries, len(out))))
            left, log_domain = left - fold, log_domain - 1
        return out


ROWS = {row.name: row for row in (
    Row("fast", 6, 1, 3, 9, (236, 233, 75, 45, 32), 2, 10, 18, 18, 20, (17, 20, 12, 7, 6)),
    Row("johnson", 6, 1, 3, 9, (231, 229, 74, 45, 32), 2, 11, 20, 20, 20, (22, 26, 18, 7, 6)),
    Row("unique", 6, 1, 3, 9, (261, 261, 131, 114, 110), 0, 6, 0, 0, 20, (0,)),
    Row("test", 6, 1, 3, 6, (5, 4, 3), 1, 3, 2, 1, 4, (0,)),
)}
PROVEN = ("fast", "johnson", "unique")


def entry(values, i):
    return values[min(i, len(values) - 1)]


def code(regime, rate, length):
    """(share alpha of positions in which a far word may agree, list size, exceptional elements of a line)."""
    if regime == 0:
        return (1 + rate) / 2, 1, (1 - rate) * length / 2 + 1
    t, root = regime + 0.5, sqrt(rate)
    alpha = root + root / (2 * regime)
    line = (2 * t**5 + 3 * t * (1 - alpha) * rate) * length / (3 * rate**1.5)
    return alpha, t / root, line + t / root


def codes(row, log_rows):
    return [code(entry(row.regimes, i), 2.0 ** (left - log_domain), 2.0 ** log_domain)
            for i, (_, left, log_domain, _) in enumerate(row.rounds(log_rows))]


def security(row, log_rows):
    """Bits per challenge of the table in docs/security.md."""
    def chances(count, grinding=0):
        return FIELD_BITS - log2(count) + grinding

    rounds, oracles = row.rounds(log_rows), codes(row, log_rows)
    _, size, line = oracles[0]
    figures = {
        "logup": chances(size * MAX_FRACTIONS * (MAX_ARITY + 2), row.pow_logup),
        "lambda, r, mu, nu": chances(size * (MAX_TERMS + log_rows + 2)),
        "omega, rho": chances(size * (((1 << row.skip) - 1) * MAX_DEGREE + 1)),
        "sumchecks": chances(size * (MAX_DEGREE + 1)),
        "gamma, slots, delta": chances(line + size * (1 + log_rows + MAX_CLASSES), row.pow_batch),
        "epsilon": chances(line + size, row.pow_batch),
        "hash": 128.0,
    }
    for i, ((_, _, _, queries), (alpha, size, line)) in enumerate(zip(rounds, oracles)):
        figures[f"fold {i}"] = chances(line + 2 * size, row.pow_fold)
        figures[f"query {i}"] = row.pow_query - queries * log2(alpha)
        if i + 1 < len(rounds):
            following = oracles[i + 1][1]
            left = rounds[i + 1][1]
            if following > 1:
                figures[f"samples {i}"] = row.ood * (FIELD_BITS - left) - log2(following * (following - 1) / 2)
            figures[f"combine {i}"] = chances(following * (queries + row.ood + 1))
    return figures


def least_queries(row):
    """For every round of the tallest proof, the fewest queries that reach the target."""
    return tuple(ceil((TARGET - row.pow_query) / -log2(alpha) - 1e-9) for alpha, _, _ in codes(row, MAX_LOG_ROWS))


def check_rows():
    for name in PROVEN:
        row = ROWS[name]
        for log_rows in range(row.final_log + 1, MAX_LOG_ROWS + 1):
            worst, phase = min((bits, phase) for phase, bits in security(row, log_rows).items())
            assert worst >= TARGET, f"{name} at H = {log_rows}: {phase} has {worst:.2f} bits"
        assert least_queries(row) == row.queries, f"{name}: queries should be {least_queries(row)}"
