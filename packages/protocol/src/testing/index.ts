export * from "./check-schema.ts";
export * from "./message-json.ts";
export * from "./message-vectors.ts";
export * from "./schema-row.ts";
export * from "./test-data.ts";
export * from "./vectors.ts";
