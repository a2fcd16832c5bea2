import { message } from "@ottla/protocol";

/** Nothing happened: the log goes on, so that observers know how current they are. */
export const noOpRecord = message("NoOpRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {},
});
