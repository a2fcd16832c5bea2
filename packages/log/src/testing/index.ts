export { PowerCutLife, type PowerCutLifeOptions, type PowerCutReport } from "./power-cut-life.ts";
