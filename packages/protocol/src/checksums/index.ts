export { crc32c } from "./crc32c.ts";
export { murmur2, toPositive } from "./murmur2.ts";
