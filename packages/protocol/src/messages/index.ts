import type { Message } from "../schema/index.ts";
import * as declarations from "./declarations.ts";

export * from "./declarations.ts";

/** Every message of clients and brokers that is neither request nor response. */
export const messages: readonly Message[] = Object.values(declarations);
