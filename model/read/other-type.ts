import type { JsonObject } from "../../util/json";
import type { PolicyByArn } from "./iam-policies";
import type { Surroundings } from "./surroundings";

/** A change of a resource that is not part of the model. */
export interface OtherChange {
  readonly address: string;
  readonly type: string;
  /** The actions of Terraform: `create`, `delete`, ... */
  readonly actions: readonly string[];
  /** The values after the change, or before where it is deleted. */
  readonly values: JsonObject;
  /** The values before the change; absent where it is created. */
  readonly before?: JsonObject;
  /** Whether an argument is known only at apply. */
  readonly isUnknown: (name: string) => boolean;
  /** The expression of an argument that is known only at apply, with the data sources that it takes documents from. */
  readonly expressionText: (name: string) => string;
  /** The documents that such data sources are written to make, as far as the configuration shows them. */
  readonly writtenDocuments: (name: string) => readonly string[];
  /** The document of a policy by its ARN, as far as the plan holds it. */
  readonly policyByArn: PolicyByArn;
  /** All values, and the configuration of its provider; only searched and never shown: they may be secret. */
  readonly text: string;
}

/** A kind of resource that is not part of the model and can touch a key of Aura. */
export interface OtherType {
  readonly types: RegExp;
  /** What it can do, as a clause. */
  readonly why: string;
  /** Whether it is a data source as well: one that does more than read. */
  readonly isData?: true;
  /** What its text has to say, in a plan and in a configuration; by default anything. */
  readonly says?: (text: string) => boolean;
  /** Whether its block in a configuration shows that it is harmless. */
  readonly isHarmless?: (block: JsonObject) => boolean;
  /** Whether this change may be one of a key of Aura; by default where it names Aura, or a key, record or instance of the plans. */
  readonly matters?: (change: OtherChange, around: Surroundings) => boolean;
}
