export * from "./message-json.ts";
export * from "./test-data.ts";
export * from "./vectors.ts";
