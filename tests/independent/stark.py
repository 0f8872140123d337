"""From the header to the claim that WHIR is asked about: LogUp, zerocheck, merge."""

from field import (HALF, ONE, P, ZERO, add, eq, eq_table, horner, inverse, inverse_k, lagrange, lift, mul, power,
                   powers, scale, sub, sum_k)
from machine import Logup, closed_form, combine_coordinates
from shape import Packing, read_shape
from transcript import Reader, need, pack_words
from whir import Source, verify_whir

PROTOCOL = b"squall protocol v1: KoalaBear, x^5+x^2-1, BLAKE3"


def sumcheck_round(reader, label, claim, degree, grinding=0):
    """Coefficients 0, 2, 3, ... come from the proof; coefficient 1 makes g(0) + g(1) the claim. Returns x and g(x)."""
    constant, *high = reader.extension(label, degree)
    reader.grind(label, grinding)
    x = reader.transcript.challenge(label)
    linear = sub(claim, sum_k([constant, constant] + high))
    return x, horner([constant, linear] + high, x)


def zerocheck(reader, machine, shape, totals, logup):
    """Returns the point (omega, r), the Lagrange basis at omega, and every instance's values there."""
    skip, size = shape.skip, 1 << shape.skip
    draw = reader.transcript.challenges
    (lam,) = draw("lambda", 1)
    lambdas = powers(lam, max(chip.terms for chip, _ in shape.instances))
    r = draw("r", shape.variables)
    mu, nu = draw("mu", len(totals)), draw("nu", len(totals))

    quotient = reader.extension("quotient", (machine.max_degree - 1) * (size - 1))
    helper_sum = reader.extension("helper sum", size - 1)
    constant = scale(sum_k([mul(a, b) for a, b in zip(nu, totals)]), inverse(size))
    omega, rho = draw("omega rho", 2)
    vanishing = sub(power(omega, size), ONE)
    need(vanishing != ZERO, "omega lies in W")
    claim = add(mul(horner(quotient, omega), vanishing), mul(rho, horner([constant] + helper_sum, omega)))
    point = []
    for _ in range(shape.variables):
        x, claim = sumcheck_round(reader, "zerocheck", claim, machine.max_degree + 1)
        point.append(x)

    basis, flat = lagrange(omega, skip), iter(reader.extension("values", shape.value_count()))
    values, total = [], ZERO
    for (chip, t), mu_c, nu_c in zip(shape.instances, mu, nu):
        n = t - skip
        row = [next(flat) for _ in chip.main]
        row += [closed_form(form, t, skip, basis, point[:n]) for form in chip.closed_forms]
        row += [next(flat) for _ in chip.preprocessed]
        helpers = [next(flat) for _ in range(chip.helpers)]
        values.append((row, helpers))
        term = mul(mul(mu_c, eq(r[:n], point[:n])), chip.combined(row, helpers, logup, lambdas))
        term = add(term, mul(mul(rho, nu_c), combine_coordinates(helpers)))
        total = add(total, scale(term, pow(HALF, shape.variables - n, P)))
    need(total == claim, "zerocheck: last claim")
    return point, basis, values


def merge(reader, row, shape, preprocessed, point, basis, values):
    """Returns z, the weights of the columns of the three matrices, and the value of the weighted sum at z."""
    packings = (shape.main, shape.helper, preprocessed)
    claims = ([], [], [])
    for (chip, _), (columns, helpers) in zip(shape.instances, values):
        fixed = len(chip.main) + len(chip.closed)
        claims[0].extend(columns[:len(chip.main)])
        claims[1].extend(helpers)
        claims[2].extend(columns[fixed:])
    classes = [(t, shape.log_rows - t, [(m, w) for m in (0, 1) for w in packings[m].classes.get(t, [])])
               for t in sorted(set(shape.main.classes) | set(shape.helper.classes))]
    classes += [(t, preprocessed.log_rows - t, [(2, w) for w in found]) for t, found in preprocessed.classes.items()]

    reader.grind("columns", row.pow_batch)
    draw = reader.transcript.challenges
    drawn = iter(draw("gamma", sum(p.width for p in packings)))
    gamma = [[next(drawn) for _ in range(p.width)] for p in packings]
    drawn = iter(draw("slots", sum(bits for _, bits, _ in classes)))
    slots = [[next(drawn) for _ in range(bits)] for _, bits, _ in classes]
    (delta,) = draw("delta", 1)
    deltas = powers(delta, len(classes))

    class_of = {member: c for c, (_, _, members) in enumerate(classes) for member in members}
    tables = [eq_table(a) for a in slots]
    claim = ZERO
    for m, packing in enumerate(packings):
        assert len(packing.places) == len(claims[m])
        for (w, slot), value in zip(packing.places, claims[m]):
            c = class_of[m, w]
            claim = add(claim, mul(mul(deltas[c], tables[c][slot]), mul(gamma[m][w], value)))
    z = []
    for _ in range(shape.log_rows):
        x, claim = sumcheck_round(reader, "merge", claim, 2)
        z.append(x)
    finals = reader.extension("class values", len(classes))
    total, skip = ZERO, shape.skip
    for (t, bits, _), a, d, value in zip(classes, slots, deltas, finals):
        at_s = sum_k([mul(x, y) for x, y in zip(basis, eq_table(z[bits:bits + skip]))])
        weight = mul(mul(eq(a, z[:bits]), at_s), eq(point[:t - skip], z[bits + skip:bits + t]))
        total = add(total, mul(mul(d, value), weight))
    need(total == claim, "merge: last claim")

    reader.grind("classes", row.pow_batch)
    epsilons = draw("epsilon", len(classes))
    weights = [list(g) for g in gamma]
    for (_, _, members), e in zip(classes, epsilons):
        for m, w in members:
            weights[m][w] = mul(e, gamma[m][w])
    return z, weights, sum_k([mul(e, v) for e, v in zip(epsilons, finals)])


def receive_root(reader, label, packing):
    root = reader.digest(label)
    need(packing.width > 0 or root == bytes(32), f"'{label}': root of an empty matrix")
    return root


def verify_stark(machine, root, digest, row, publics, proof):
    """Raises Reject unless the proof holds for the machine with this preprocessed root and these public values. Returns
    the reader, whose `items` say where everything lies."""
    need(all(0 <= v < P for v in publics), "a public value is not canonical")
    repeated = len(publics) - machine.fixed_publics
    need(0 <= repeated and len(publics) <= machine.max_publics, "number of public values")
    need(repeated == 0 if machine.stride == 0 else repeated % machine.stride == 0, "number of public values")
    heights = machine.preprocessed_heights()
    preprocessed = Packing(heights, max(heights, default=row.skip))
    preprocessed.log_rows = max(heights, default=row.skip)

    reader = Reader(proof)
    least = max(preprocessed.log_rows, row.skip, row.final_log + 1)
    shape, header = read_shape(reader, machine, row.skip, least)
    transcript = reader.transcript
    transcript.frame(b"b", "protocol", PROTOCOL)
    transcript.frame(b"b", "parameters", row.text().encode())
    transcript.frame(b"d", "key", digest)
    transcript.frame(b"b", "header", header)
    transcript.frame(b"w", "public values", pack_words(publics))
    main_root = receive_root(reader, "main", shape.main)

    reader.grind("logup", row.pow_logup)
    logup = Logup(*transcript.challenges("alpha beta", 2), machine.arity)
    helper_root = receive_root(reader, "helper", shape.helper)
    totals = reader.extension("totals", len(shape.instances))
    balance = list(totals)
    for bus, sign, entries in machine.public_tuples(publics):
        phi = logup.fingerprint(bus, [lift(e) for e in entries])
        need(phi != ZERO, "a public fingerprint is zero")
        balance.append(scale(inverse_k(phi), sign))
    need(sum_k(balance) == ZERO, "the buses are not balanced")

    point, basis, values = zerocheck(reader, machine, shape, totals, logup)
    z, weights, claim = merge(reader, row, shape, preprocessed, point, basis, values)
    heights = (shape.log_rows, shape.log_rows, preprocessed.log_rows)
    sources = [Source(name, r, h, w) for name, r, h, w in
               zip(("main", "helper", "preprocessed"), (main_root, helper_root, root), heights, weights) if w]
    verify_whir(reader, row, shape.log_rows, sources, z, claim, sumcheck_round)
    reader.finish()
    return reader
