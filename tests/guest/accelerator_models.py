"""Slow models of what zkvm_accelerators.h computes, straight from the definitions. Only groups and no pairings: a product of
pairings of multiples of two generators is one exactly when the sum of the products of their factors is zero."""


class Prime:
    """Integers modulo p."""

    def __init__(self, p):
        self.p = p
        self.zero, self.size = 0, (p.bit_length() + 7) // 8

    def add(self, a, b):
        return (a + b) % self.p

    def multiply(self, a, b):
        return a * b % self.p

    def inverse(self, a):
        return pow(a, -1, self.p)

    def times(self, a, small):
        return a * small % self.p

    def root(self, a):
        """A square root or None; p is 3 mod 4."""
        root = pow(a, (self.p + 1) // 4, self.p)
        return root if root * root % self.p == a else None

    def encode(self, a):
        return a.to_bytes(self.size, "big")


class Quadratic:
    """a + b u with u^2 = -1."""

    def __init__(self, p, imaginary_first):
        self.base, self.p, self.imaginary_first = Prime(p), p, imaginary_first
        self.zero = (0, 0)

    def add(self, a, b):
        return (a[0] + b[0]) % self.p, (a[1] + b[1]) % self.p

    def multiply(self, a, b):
        return (a[0] * b[0] - a[1] * b[1]) % self.p, (a[0] * b[1] + a[1] * b[0]) % self.p

    def inverse(self, a):
        norm = pow(a[0] * a[0] + a[1] * a[1], -1, self.p)
        return a[0] * norm % self.p, -a[1] * norm % self.p

    def times(self, a, small):
        return a[0] * small % self.p, a[1] * small % self.p

    def root(self, a):
        """By Tonelli and Shanks in the group of order p^2 - 1, with a generator found by trial."""
        order, twos = self.p * self.p - 1, 0
        while order % 2 == 0:
            order, twos = order // 2, twos + 1
        if a != self.zero and self.power(a, (self.p * self.p - 1) // 2) != (1, 0):
            return None
        other = next((k, 1) for k in range(1, 100) if self.power((k, 1), (self.p * self.p - 1) // 2) != (1, 0))
        generator, root, rest = self.power(other, order), self.power(a, (order + 1) // 2), self.power(a, order)
        while rest not in ((1, 0), self.zero):
            square, i = rest, 0
            while square != (1, 0):
                square, i = self.multiply(square, square), i + 1
            factor = self.power(generator, 2**(twos - i - 1))
            root, generator, twos = self.multiply(root, factor), self.multiply(factor, factor), i
            rest = self.multiply(rest, generator)
        return root

    def power(self, a, exponent):
        result = (1, 0)
        for bit in bin(exponent)[2:]:
            result = self.multiply(result, result)
            if bit == "1":
                result = self.multiply(result, a)
        return result

    def encode(self, a):
        return b"".join(map(self.base.encode, reversed(a) if self.imaginary_first else a))


class Curve:
    """y^2 = x^3 + a x + b over a field, in affine coordinates; None is the neutral element."""

    def __init__(self, field, a, b, generator, order):
        self.field, self.a, self.b, self.generator, self.order = field, a, b, generator, order
        assert self.contains(generator) and self.multiply(order, generator) is None

    def right_side(self, x):
        f = self.field
        return f.add(f.multiply(f.add(f.multiply(x, x), self.a), x), self.b)

    def contains(self, point):
        return self.field.multiply(point[1], point[1]) == self.right_side(point[0])

    def negate(self, point):
        return point and (point[0], self.field.times(point[1], -1))

    def add(self, p, q):
        f = self.field
        if p is None or q is None:
            return p or q
        if p[0] == q[0]:
            if p != q or p[1] == f.zero:
                return None
            slope = f.multiply(f.add(f.times(f.multiply(p[0], p[0]), 3), self.a), f.inverse(f.times(p[1], 2)))
        else:
            slope = f.multiply(f.add(q[1], f.times(p[1], -1)), f.inverse(f.add(q[0], f.times(p[0], -1))))
        x = f.add(f.multiply(slope, slope), f.times(f.add(p[0], q[0]), -1))
        return x, f.add(f.multiply(slope, f.add(p[0], f.times(x, -1))), f.times(p[1], -1))

    def multiply(self, k, point):
        total = None
        for bit in bin(k)[2:]:
            total = self.add(total, total)
            if bit == "1":
                total = self.add(total, point)
        return total

    def lift(self, x):
        """A point with this x coordinate, or None."""
        y = self.field.root(self.right_side(x))
        return None if y is None else (x, y)

    def encode(self, point):
        x, y = point or (self.field.zero, self.field.zero)
        return self.field.encode(x) + self.field.encode(y)

    # ECDSA

    def sign(self, key, digest, nonce):
        r = self.multiply(nonce, self.generator)[0] % self.order
        return r, pow(nonce, -1, self.order) * (digest + r * key) % self.order

    def verify(self, digest, r, s, key):
        n, p = self.order, self.field.p
        if not (0 < r < n and 0 < s < n and key[0] < p and key[1] < p and self.contains(key)):
            return False
        w = pow(s, -1, n)
        total = self.add(self.multiply(digest * w % n, self.generator), self.multiply(r * w % n, key))
        return total is not None and total[0] % n == r


K1_P = 2**256 - 2**32 - 977
SECP256K1 = Curve(
    Prime(K1_P), 0, 7, (0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
                        0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8),
    0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141)

R1_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
SECP256R1 = Curve(
    Prime(R1_P), R1_P - 3, 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5),
    0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551)

# From the parameter t: p = 36 t^4 + 36 t^3 + 24 t^2 + 6 t + 1, order p - 6 t^2.
BN_T = 4965661367192848881
BN_P = 36 * BN_T**4 + 36 * BN_T**3 + 24 * BN_T**2 + 6 * BN_T + 1
BN_R = BN_P - 6 * BN_T**2
BN_G1 = Curve(Prime(BN_P), 0, 3, (1, 2), BN_R)
BN_FP2 = Quadratic(BN_P, imaginary_first=True)
BN_G2 = Curve(
    BN_FP2, (0, 0), BN_FP2.times(BN_FP2.inverse((9, 1)), 3),
    ((10857046999023057135944570762232829481370756359578518086990519993285655852781,
      11559732032986387107991004021392285783925812861821192530917403151452391805634),
     (8495653923123431417604973247489272438418190587263600148770280649306958101930,
      4082367875863433681332203403145435568316851327593401208105741076214120093531)), BN_R)

# From the parameter z: p = (z - 1)^2 (z^4 - z^2 + 1) / 3 + z, order z^4 - z^2 + 1.
BLS_Z = -0xD201000000010000
BLS_R = BLS_Z**4 - BLS_Z**2 + 1
BLS_P = (BLS_Z - 1)**2 * BLS_R // 3 + BLS_Z
BLS_G1 = Curve(
    Prime(BLS_P), 0, 4,
    (0x17F1D3A73197D7942695638C4FA9AC0FC3688C4F9774B905A14E3A3F171BAC586C55E83FF97A1AEFFB3AF00ADB22C6BB,
     0x08B3F481E3AAA0F1A09E30ED741D8AE4FCF5E095D5D00AF600DB18CB2C04B3EDD03CC744A2888AE40CAA232946C5E7E1), BLS_R)
BLS_FP2 = Quadratic(BLS_P, imaginary_first=False)
BLS_G2 = Curve(
    BLS_FP2, (0, 0), (4, 4),
    ((0x024AA2B2F08F0A91260805272DC51051C6E47AD4FA403B02B4510B647AE3D1770BAC0326A805BBEFD48056C8C121BDB8,
      0x13E02B6052719F607DACD3A088274F65596BD0D09920B61AB5DA61BBDC7F5049334CF11213945D57E5AC7D055D042B7E),
     (0x0CE5D527727D6E118CC9CDC6DA2E351AADFD9BAA8CBDD3A76D429A695160D12C923AC9CC3BACA289E193548608B82801,
      0x0606C4A02EA734CC32ACD2B02BC28B99CB3E287E85A763AF267492AB572E99AB3F370D275CEC1DA1AAA9075FF05F79BE)), BLS_R)


def compress(point):
    """A point of BLS12-381's G1 as KZG commitments are written."""
    if point is None:
        return bytes([0xC0]) + bytes(47)
    data = bytearray(point[0].to_bytes(48, "big"))
    data[0] |= 0x80 | (0x20 if point[1] > BLS_P - point[1] else 0)
    return bytes(data)


BLAKE_SIGMA = ["0123456789abcdef", "ea489fd61c02b753", "b8c052fdae367194", "7931dcbe265a40f8", "905724afe1bc683d",
               "2c6a0b834d75fe19", "c51fed4a0763928b", "db7ec13950f4862a", "6fe9b308c2d714a5", "a2847615fb9e3cd0"]


def blake2f(rounds, h, m, t, final):
    """RFC 7693, section 3.2, on lists of 64-bit integers."""
    mask = 2**64 - 1
    initial = [0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
               0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179]
    v = h + initial
    v[12] ^= t[0]
    v[13] ^= t[1]
    v[14] ^= mask if final else 0

    def turn(x, n):
        return (x >> n | x << (64 - n)) & mask

    def mix(a, b, c, d, x, y):
        for word, first, second in [(x, 32, 24), (y, 16, 63)]:
            v[a] = (v[a] + v[b] + word) & mask
            v[d] = turn(v[d] ^ v[a], first)
            v[c] = (v[c] + v[d]) & mask
            v[b] = turn(v[b] ^ v[c], second)

    for i in range(rounds):
        order = [int(digit, 16) for digit in BLAKE_SIGMA[i % 10]]
        for j in range(8):
            shift = j // 4
            places = [4 * row + (j + shift * row) % 4 for row in range(4)]
            mix(*places, m[order[2 * j]], m[order[2 * j + 1]])
    return [h[i] ^ v[i] ^ v[i + 8] for i in range(8)]
