export * from "./apis.ts";
export * from "./declarations.ts";
export * from "./frames.ts";
export * from "./negotiate-version.ts";
