/**
 * XXH3 with 64 bits and no seed, as the xxHash specification describes it. In `bigint`: it hashes a few kilobytes where
 * topics change, and nothing on hot paths.
 */
export function xxh3(input: Uint8Array): bigint {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const { byteLength } = view;
  if (byteLength === 0) return avalanche64(secret64(56) ^ secret64(64));
  if (byteLength <= 3) return hashUpTo3(view);
  if (byteLength <= 8) return hashUpTo8(view);
  if (byteLength <= 16) return hashUpTo16(view);
  if (byteLength <= 128) return hashUpTo128(view);
  if (byteLength <= 240) return hashUpTo240(view);
  return hashLong(view);
}

const mask = (1n << 64n) - 1n;

const prime32 = [0x9e3779b1n, 0x85ebca77n, 0xc2b2ae3dn] as const;
const prime64 = [
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
] as const;
const mixPrime1 = 0x165667919e3779f9n;
const mixPrime2 = 0x9fb21c651e98df25n;

/** The specification's default secret. */
const secret = new DataView(
  Uint8Array.from(
    Buffer.from(
      "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221" +
        "b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8" +
        "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb" +
        "170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e",
      "hex",
    ),
  ).buffer,
);
const secretBytes = 192;
const stripeBytes = 64;
const laneCount = 8;
const secretStep = 8;
const stripesPerBlock = (secretBytes - stripeBytes) / secretStep;

function secret64(position: number): bigint {
  return secret.getBigUint64(position, true);
}

function hashUpTo3(view: DataView): bigint {
  const { byteLength } = view;
  const combined =
    (BigInt(view.getUint8(0)) << 16n) |
    (BigInt(view.getUint8(byteLength >> 1)) << 24n) |
    BigInt(view.getUint8(byteLength - 1)) |
    (BigInt(byteLength) << 8n);
  return avalanche64(
    combined ^ (BigInt(secret.getUint32(0, true) ^ secret.getUint32(4, true)) & 0xffffffffn),
  );
}

function hashUpTo8(view: DataView): bigint {
  const first = BigInt(view.getUint32(0, true));
  const last = BigInt(view.getUint32(view.byteLength - 4, true));
  let hash = (last | (first << 32n)) ^ secret64(8) ^ secret64(16);
  hash ^= rotateLeft(hash, 49n) ^ rotateLeft(hash, 24n);
  hash = (hash * mixPrime2) & mask;
  hash ^= (hash >> 35n) + BigInt(view.byteLength);
  hash = (hash * mixPrime2) & mask;
  return hash ^ (hash >> 28n);
}

function hashUpTo16(view: DataView): bigint {
  const low = view.getBigUint64(0, true) ^ secret64(24) ^ secret64(32);
  const high = view.getBigUint64(view.byteLength - 8, true) ^ secret64(40) ^ secret64(48);
  return avalanche(BigInt(view.byteLength) + swapBytes(low) + high + foldProduct(low, high));
}

function hashUpTo128(view: DataView): bigint {
  const { byteLength } = view;
  let sum = BigInt(byteLength) * prime64[0];
  for (let index = (byteLength - 1) >> 5; index >= 0; index -= 1) {
    sum += mix16(view, 16 * index, 32 * index);
    sum += mix16(view, byteLength - 16 * (index + 1), 32 * index + 16);
  }
  return avalanche(sum);
}

function hashUpTo240(view: DataView): bigint {
  const { byteLength } = view;
  let sum = BigInt(byteLength) * prime64[0];
  for (let index = 0; index < 8; index += 1) sum += mix16(view, 16 * index, 16 * index);
  sum = avalanche(sum);
  for (let index = 8; index < byteLength >> 4; index += 1)
    sum += mix16(view, 16 * index, 16 * (index - 8) + 3);
  sum += mix16(view, byteLength - 16, 136 - 17);
  return avalanche(sum);
}

function hashLong(view: DataView): bigint {
  const lanes = BigUint64Array.of(
    prime32[2],
    prime64[0],
    prime64[1],
    prime64[2],
    prime64[3],
    prime32[1],
    prime64[4],
    prime32[0],
  );
  const { byteLength } = view;
  const stripeCount = Math.floor((byteLength - 1) / stripeBytes);
  for (let stripe = 0; stripe < stripeCount; stripe += 1) {
    const inBlock = stripe % stripesPerBlock;
    accumulate(lanes, view, stripe * stripeBytes, inBlock * secretStep);
    if (inBlock === stripesPerBlock - 1) scramble(lanes);
  }
  accumulate(lanes, view, byteLength - stripeBytes, secretBytes - stripeBytes - 7);
  let sum = BigInt(byteLength) * prime64[0];
  for (let lane = 0; lane < laneCount; lane += 2) {
    sum += foldProduct(lanes[lane]! ^ secret64(11 + 8 * lane), lanes[lane + 1]! ^ secret64(19 + 8 * lane));
  }
  return avalanche(sum);
}

function accumulate(lanes: BigUint64Array, view: DataView, position: number, secretPosition: number): void {
  for (let lane = 0; lane < laneCount; lane += 1) {
    const value = view.getBigUint64(position + 8 * lane, true);
    const keyed = value ^ secret64(secretPosition + 8 * lane);
    lanes[lane ^ 1]! += value;
    lanes[lane]! += (keyed & 0xffffffffn) * (keyed >> 32n);
  }
}

function scramble(lanes: BigUint64Array): void {
  for (let lane = 0; lane < laneCount; lane += 1) {
    const value = lanes[lane]!;
    lanes[lane] = (value ^ (value >> 47n) ^ secret64(secretBytes - stripeBytes + 8 * lane)) * prime32[0];
  }
}

function mix16(view: DataView, position: number, secretPosition: number): bigint {
  const low = view.getBigUint64(position, true) ^ secret64(secretPosition);
  return foldProduct(low, view.getBigUint64(position + 8, true) ^ secret64(secretPosition + 8));
}

/** Both halves of the 128-bit product, in one. */
function foldProduct(a: bigint, b: bigint): bigint {
  const product = a * b;
  return (product & mask) ^ (product >> 64n);
}

function avalanche(value: bigint): bigint {
  let hash = value & mask;
  hash ^= hash >> 37n;
  hash = (hash * mixPrime1) & mask;
  return hash ^ (hash >> 32n);
}

/** The final mix of XXH64, which the shortest inputs use. */
function avalanche64(value: bigint): bigint {
  let hash = value ^ (value >> 33n);
  hash = (hash * prime64[1]) & mask;
  hash ^= hash >> 29n;
  hash = (hash * prime64[2]) & mask;
  return hash ^ (hash >> 32n);
}

function rotateLeft(value: bigint, count: bigint): bigint {
  return ((value << count) | (value >> (64n - count))) & mask;
}

const swapView = new DataView(new ArrayBuffer(8));

function swapBytes(value: bigint): bigint {
  swapView.setBigUint64(0, value, true);
  return swapView.getBigUint64(0, false);
}
