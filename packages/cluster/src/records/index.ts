export * from "./frame.ts";
export * from "./metadata-record.ts";
