const twoToThe32 = 4_294_967_296;

/** A 64-bit integer as a number, by halves. Exact up to ±2^53, beyond every offset and time that Kafka gives out. */
export function readInt64(bytes: Buffer, position: number): number {
  return bytes.readInt32BE(position) * twoToThe32 + bytes.readUInt32BE(position + 4);
}

export function writeInt64(bytes: Buffer, position: number, value: number): void {
  bytes.writeInt32BE(Math.floor(value / twoToThe32), position);
  bytes.writeUInt32BE(value - Math.floor(value / twoToThe32) * twoToThe32, position + 4);
}
