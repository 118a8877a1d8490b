/**
 * ECDSA verification over a digest (FIPS 186-5 6.4.2), for P-256, P-384 and P-521. It exists because Node's `verify` hashes
 * what it is given, while a signer knows the digest only. Public data alone: not constant-time, never to sign with.
 */

/** y² = x³ - 3x + b over F_p; the base point (gx, gy) has the prime order n. */
export interface EcdsaCurve {
  readonly bytes: number;
  readonly p: bigint;
  readonly b: bigint;
  readonly n: bigint;
  readonly gx: bigint;
  readonly gy: bigint;
}

interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

/** (x / z², y / z³): Jacobian coordinates save the division in every step. Infinity is null. */
interface JacobianPoint extends Point {
  readonly z: bigint;
}

/** SP 800-186 3.2.1.3 to 3.2.1.5. */
const p256: EcdsaCurve = {
  bytes: 32,
  p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  gx: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  gy: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
};
const p384: EcdsaCurve = {
  bytes: 48,
  p: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffffn,
  b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  n: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  gx: 0xaa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7n,
  gy: 0x3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5fn,
};

const p521: EcdsaCurve = {
  bytes: 66,
  p: 2n ** 521n - 1n,
  b: 0x51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
  n: 0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  gx: 0xc6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66n,
  gy: 0x11839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650n,
};

/** The curve of an OpenSSL name, or undefined when it is not supported. */
export const curveNamed = (name: string): EcdsaCurve | undefined => {
  switch (name) {
    case 'prime256v1':
    case 'P-256':
      return p256;
    case 'secp384r1':
    case 'P-384':
      return p384;
    case 'secp521r1':
    case 'P-521':
      return p521;
    default:
      return undefined;
  }
};

const modulo = (value: bigint, m: bigint): bigint => ((value % m) + m) % m;

/** Inverse of a unit modulo a prime, by the extended Euclidean algorithm. */
const inverse = (value: bigint, m: bigint): bigint => {
  let [r0, r1, t0, t1] = [m, modulo(value, m), 0n, 1n];
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1, t0, t1] = [r1, r0 - quotient * r1, t1, t0 - quotient * t1];
  }
  return modulo(t0, m);
};

/** 2 · a, for curves with the coefficient -3. No point of prime order doubles to infinity. */
const double = (p: bigint, a: JacobianPoint): JacobianPoint => {
  const delta = (a.z * a.z) % p;
  const gamma = (a.y * a.y) % p;
  const beta = (a.x * gamma) % p;
  const alpha = (3n * (a.x - delta) * (a.x + delta)) % p;
  const x = modulo(alpha * alpha - 8n * beta, p);
  return { x, y: modulo(alpha * (4n * beta - x) - 8n * gamma * gamma, p), z: modulo(2n * a.y * a.z, p) };
};

/** a + b for an affine b. */
const add = (p: bigint, a: JacobianPoint | null, b: Point): JacobianPoint | null => {
  if (a === null) return { ...b, z: 1n };
  const zz = (a.z * a.z) % p;
  const h = modulo(b.x * zz - a.x, p);
  const slope = modulo(b.y * a.z * zz - a.y, p);
  if (h === 0n) return slope === 0n ? double(p, a) : null;
  const hh = (h * h) % p;
  const hhh = (h * hh) % p;
  const v = (a.x * hh) % p;
  const x = modulo(slope * slope - hhh - 2n * v, p);
  return { x, y: modulo(slope * (v - x) - a.y * hhh, p), z: (a.z * h) % p };
};

/** The affine x of k · g + l · q, or null at infinity. */
const combinedX = (curve: EcdsaCurve, [k, g]: [bigint, Point], [l, q]: [bigint, Point]): bigint | null => {
  const { p } = curve;
  let sum: JacobianPoint | null = null;
  for (let bit = BigInt(8 * curve.bytes - 1); bit >= 0n; bit--) {
    if (sum) sum = double(p, sum);
    if ((k >> bit) & 1n) sum = add(p, sum, g);
    if ((l >> bit) & 1n) sum = add(p, sum, q);
  }
  return sum && modulo(sum.x * inverse(sum.z * sum.z, p), p);
};

const integer = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);

/** The part of a digest that ECDSA signs: its leftmost bits, as many as the order has (FIPS 186-5 6.4.1). */
export const truncatedDigest = ({ bytes }: EcdsaCurve, digest: Uint8Array): Uint8Array => digest.subarray(0, bytes);

/** Whether r||s (`signature`, two halves of the curve's length) is a signature of the public point over the digest. */
export const verifyEcdsa = (
  curve: EcdsaCurve,
  publicPoint: { readonly x: Uint8Array; readonly y: Uint8Array },
  digest: Uint8Array,
  signature: Uint8Array,
): boolean => {
  if (signature.length !== 2 * curve.bytes) return false;
  const { n, p, b } = curve;
  const r = integer(signature.subarray(0, curve.bytes));
  const s = integer(signature.subarray(curve.bytes));
  const q = { x: integer(publicPoint.x), y: integer(publicPoint.y) };
  const inRange = (value: bigint): boolean => value > 0n && value < n;
  if (!inRange(r) || !inRange(s) || modulo(q.y * q.y - q.x ** 3n + 3n * q.x - b, p) !== 0n) return false;
  const e = integer(truncatedDigest(curve, digest));
  const w = inverse(s, n);
  const generator = { x: curve.gx, y: curve.gy };
  const x = combinedX(curve, [modulo(e * w, n), generator], [modulo(r * w, n), q]);
  return x !== null && modulo(x, n) === r;
};
