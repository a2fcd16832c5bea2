import { int8, message } from "@ottla/protocol";

/** How far a migration from ZooKeeper has come. No longer written. */
export const zkMigrationStateRecord = message("ZkMigrationStateRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    zkMigrationState: int8,
  },
});
