export * from "./protocol-error.ts";
export * from "./reader.ts";
export * from "./uuid.ts";
export * from "./writer.ts";
