export { AuraApi } from "./api";
export { systemClock, type Clock } from "./clock";
export { AuraApiError, isStatus } from "./errors";
export { timeLimit } from "./time-limit";
export { proxyProblem, readBody, Route } from "../network";
export { baseUrlProblem } from "./transport";
export { UnderWay } from "./under-way";
export type {
  CreatedInstance,
  Instance,
  InstanceChanges,
  KeyRecord,
  NewInstance,
  NewKeyRecord,
  Project,
  ProjectSummary,
  RegisteredKey,
  Snapshot,
  Summary,
} from "./types";
