import { int16, message } from "../schema/index.ts";

/** Key of a control record: which kind it is. Two bytes with the version stand before it. */
export const controlRecordType = message("ControlRecordTypeSchema", {
  versions: [0, 0],
  fields: {
    type: int16,
  },
});
