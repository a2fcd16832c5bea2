export * from "./apis/index.ts";
export * from "./checksums/index.ts";
export * from "./compression/index.ts";
export * from "./errors/errors.ts";
export * from "./messages/index.ts";
export * from "./records/index.ts";
export * from "./schema/index.ts";
export * from "./wire/index.ts";
