export type {
  ConfigDefinition,
  ConfigImportance,
  ConfigOptions,
  ConfigRow,
  ConfigType,
  ConfigUpdateMode,
  ConfigValue,
} from "./definition.ts";
export { settingsFromEnvironment } from "./environment.ts";
export type { ParsedValue } from "./parse-value.ts";
export { parseProperties } from "./properties.ts";
export {
  booleanConfig,
  classConfig,
  doubleConfig,
  intConfig,
  listConfig,
  longConfig,
  passwordConfig,
  shortConfig,
  stringConfig,
} from "./rows.ts";
export {
  type ConfigFault,
  type ConfigRows,
  ConfigTable,
  configTable,
  type ParsedConfigs,
  type ValuesOf,
} from "./table.ts";
export {
  atLeast,
  between,
  invalidValue,
  listOf,
  nonEmpty,
  nonNull,
  oneOf,
  oneOfIgnoringCase,
  rule,
  type Validator,
} from "./validators.ts";
