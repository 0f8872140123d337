"""Independent models of what the guest programs compute, straight from the definitions."""

MASK = 0xFFFFFFFF

# --- Keccak (the sponge of FIPS 202, with the padding byte as a parameter: 0x01 for Keccak-256, 0x06 for SHA3-256)


def keccak_f(lanes):
    def rotate(x, n):
        return (x << n | x >> (64 - n)) & (2**64 - 1) if n else x

    lfsr = 1
    for _ in range(24):
        parity = [lanes[x][0] ^ lanes[x][1] ^ lanes[x][2] ^ lanes[x][3] ^ lanes[x][4] for x in range(5)]
        effect = [parity[(x + 4) % 5] ^ rotate(parity[(x + 1) % 5], 1) for x in range(5)]
        lanes = [[lanes[x][y] ^ effect[x] for y in range(5)] for x in range(5)]
        x, y, current = 1, 0, lanes[1][0]
        for t in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            current, lanes[x][y] = lanes[x][y], rotate(current, (t + 1) * (t + 2) // 2 % 64)
        lanes = [[lanes[x][y] ^ (~lanes[(x + 1) % 5][y] & lanes[(x + 2) % 5][y]) for y in range(5)] for x in range(5)]
        for j in range(7):
            if lfsr & 1:
                lanes[0][0] ^= 1 << ((1 << j) - 1)
            lfsr = lfsr << 1 ^ (0x171 if lfsr >> 7 else 0)
    return lanes


def keccak_sponge(data, padding):
    rate = 136
    last = bytearray(data[len(data) // rate * rate:] + bytes([padding]))
    last.extend(bytes(rate - len(last)))
    last[-1] |= 0x80
    padded = data[:len(data) // rate * rate] + bytes(last)
    lanes = [[0] * 5 for _ in range(5)]
    for start in range(0, len(padded), rate):
        for i in range(rate // 8):
            lanes[i % 5][i // 5] ^= int.from_bytes(padded[start + 8 * i:start + 8 * i + 8], "little")
        lanes = keccak_f(lanes)
    return b"".join(lanes[i][0].to_bytes(8, "little") for i in range(4))


# --- the small programs


def digest(words):
    value = 0
    for word in words:
        value = (value * 31 + word) & MASK
    return value


def generator(seed):
    state = seed
    while True:
        state = (state * 1664525 + 1013904223) & MASK
        yield state ^ state >> 16


def fibonacci(n):
    a, b, values = 1, 0, []
    for _ in range(n):
        a, b = b, (a + b) & MASK
        values.append(b)
    return [n, b, digest(values)]


def quicksort(words):
    ordered = sorted(words)
    return [len(ordered), ordered[0] if ordered else 0, ordered[-1] if ordered else 0, digest(ordered)]


def product(a, b, n):
    columns = [b[j::n] for j in range(n)]
    return [sum(x * y for x, y in zip(a[i * n:i * n + n], columns[j])) & MASK for i in range(n) for j in range(n)]


# --- ECDSA on secp256k1, in affine coordinates; None is the neutral element

P = 2**256 - 2**32 - 977
N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
G = (0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
     0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8)


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = 3 * a[0] * a[0] * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def multiply(k, point):
    total = None
    while k:
        if k & 1:
            total = add(total, point)
        point, k = add(point, point), k >> 1
    return total


def negate(point):
    return point[0], -point[1] % P


def lift(x):
    """A point with this x coordinate, or None."""
    square = (x**3 + 7) % P
    y = pow(square, (P + 1) // 4, P)
    return (x, y) if y * y % P == square else None


def sign(key, digest_value, nonce):
    r = multiply(nonce, G)[0] % N
    return r, pow(nonce, -1, N) * (digest_value + r * key) % N


def verify(digest_value, r, s, key):
    if not (0 < r < N and 0 < s < N and key[0] < P and key[1] < P):
        return False
    if (key[1]**2 - key[0]**3 - 7) % P:
        return False
    w = pow(s, -1, N)
    total = add(multiply(digest_value * w % N, G), multiply(r * w % N, key))
    return total is not None and total[0] % N == r
