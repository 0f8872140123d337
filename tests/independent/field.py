"""The field F of order P, its extension K = F[x] / (x^5 + x^2 - 1), and the few functions on them that a verifier
needs.

An element of F is an int in 0..P-1. An element of K is a tuple of five of them, lowest coefficient first; plain tuples
and functions, not a class, because most of the time goes into them.
"""

P = 2**31 - 2**24 + 1
GENERATOR = 3
TWO_ADICITY = 24
DEGREE = 5

ZERO = (0,) * DEGREE
ONE = (1, 0, 0, 0, 0)


def inverse(a):
    """1 / a in F."""
    return pow(a, P - 2, P)


HALF = inverse(2)


def root_of_unity(log_order):
    """The fixed generator of the subgroup of order 2^log_order."""
    return pow(GENERATOR, (P - 1) >> log_order, P)


def lift(a):
    return (a % P, 0, 0, 0, 0)


def add(a, b):
    a0, a1, a2, a3, a4 = a
    b0, b1, b2, b3, b4 = b
    return (a0 + b0) % P, (a1 + b1) % P, (a2 + b2) % P, (a3 + b3) % P, (a4 + b4) % P


def sub(a, b):
    a0, a1, a2, a3, a4 = a
    b0, b1, b2, b3, b4 = b
    return (a0 - b0) % P, (a1 - b1) % P, (a2 - b2) % P, (a3 - b3) % P, (a4 - b4) % P


def scale(a, f):
    """An element of K times one of F."""
    a0, a1, a2, a3, a4 = a
    return a0 * f % P, a1 * f % P, a2 * f % P, a3 * f % P, a4 * f % P


def mul(a, b):
    # Products of weight 5..8 come down by x^5 = 1 - x^2, x^6 = x - x^3, x^7 = x^2 - x^4, x^8 = x^3 + x^2 - 1.
    a0, a1, a2, a3, a4 = a
    b0, b1, b2, b3, b4 = b
    w5 = a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1
    w6 = a2 * b4 + a3 * b3 + a4 * b2
    w7 = a3 * b4 + a4 * b3
    w8 = a4 * b4
    return ((a0 * b0 + w5 - w8) % P,
            (a0 * b1 + a1 * b0 + w6) % P,
            (a0 * b2 + a1 * b1 + a2 * b0 - w5 + w7 + w8) % P,
            (a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 - w6 + w8) % P,
            (a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0 - w7) % P)


def power(a, e):
    result = ONE
    while e:
        if e & 1:
            result = mul(result, a)
        a, e = mul(a, a), e >> 1
    return result


def inverse_k(a):
    """1 / a in K. The product of the other four conjugates is a^(P + P^2 + P^3 + P^4); times a it is the norm, in F."""
    other = conjugate = frobenius(a)
    for _ in range(3):
        conjugate = frobenius(conjugate)
        other = mul(other, conjugate)
    norm = mul(a, other)
    assert norm[1:] == (0, 0, 0, 0)
    return scale(other, inverse(norm[0]))


def frobenius(a):
    """a^P: the coefficients stay, x becomes x^P."""
    total, basis = lift(a[0]), ONE
    for c in a[1:]:
        basis = mul(basis, X_TO_P)
        total = add(total, scale(basis, c))
    return total


X_TO_P = power((0, 1, 0, 0, 0), P)


def is_field():
    """x^5 + x^2 - 1 is irreducible: x^(P^5) = x, so factors have degree 1 or 5; and x^P - x is invertible, so no 1."""
    x = image = (0, 1, 0, 0, 0)
    for _ in range(DEGREE):
        image = power(image, P)
    if image != x:
        return False
    difference = sub(X_TO_P, x)
    return mul(difference, power(difference, P**DEGREE - 2)) == ONE


def powers(a, count):
    out, value = [], ONE
    for _ in range(count):
        out.append(value)
        value = mul(value, a)
    return out


def sum_k(values):
    columns = list(zip(*values))
    return tuple(sum(c) % P for c in columns) if columns else ZERO


def dot(weights, values):
    """sum of weights[i] * values[i], weights in K, values in F."""
    total = [0] * DEGREE
    for k, column in enumerate(zip(*weights)):
        total[k] = sum(map(int.__mul__, column, values)) % P
    return tuple(total)


def horner(coefficients, x):
    """The value at x in K, lowest coefficient first."""
    value = ZERO
    for c in reversed(coefficients):
        value = add(mul(value, x), c)
    return value


def horner_base(planes, x):
    """The value at x in F of a polynomial over K, given as five lists of coefficients."""
    out = []
    for plane in planes:
        value = 0
        for c in reversed(plane):
            value = (value * x + c) % P
        out.append(value)
    return tuple(out)


def eq(a, b):
    """prod_i (1 - a_i - b_i + 2 a_i b_i)."""
    assert len(a) == len(b)
    result = ONE
    for x, y in zip(a, b):
        result = mul(result, add(sub(sub(ONE, x), y), scale(mul(x, y), 2)))
    return result


def eq_table(point):
    """eq(point, bits of i) for every i; point[0] goes with the most significant bit."""
    table = [ONE]
    for z in point:
        doubled = []
        for t in table:
            high = mul(t, z)
            doubled += [sub(t, high), high]
        table = doubled
    return table


def lagrange(omega, bits):
    """The Lagrange basis of the subgroup of order 2^bits at omega, which lies outside it."""
    size, w = 1 << bits, root_of_unity(bits)
    common = scale(sub(power(omega, size), ONE), inverse(size))
    out, point = [], 1
    for _ in range(size):
        out.append(scale(mul(common, inverse_k(sub(omega, lift(point)))), point))
        point = point * w % P
    return out


def bit_reverse(i, bits):
    return int(f"{i:0{bits}b}"[::-1], 2) if bits else 0
