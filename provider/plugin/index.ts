export { error, hasError, ProviderError, warning, type Diagnostic, type PathStep } from "./diagnostics";
export { hclog } from "./log";
export type {
  Attribute,
  AttributeType,
  Block,
  NestedBlock,
  Context,
  DataSource,
  Listed,
  ListResource,
  Log,
  MoveSource,
  ObservedCall,
  Outcome,
  PlanRefinement,
  PlanRequest,
  Provider,
  Resource,
} from "./schema";
export { mergeReattached, reattach, serve, type Reattached } from "./server";
export {
  equal,
  isSet,
  isUnknown,
  mayBecomeNull,
  Unknown,
  UNKNOWN,
  UNKNOWN_NOT_NULL,
  type ObjectValue,
  type Value,
} from "./values";
