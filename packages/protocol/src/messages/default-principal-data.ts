import { bool, message, string } from "../schema/index.ts";

/** Who sent a request that a broker hands on to the controller (KIP-590). */
export const defaultPrincipalData = message("DefaultPrincipalData", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    type: string,
    name: string,
    /** By a delegation token, which cannot ask for further ones. */
    tokenAuthenticated: bool,
  },
});
