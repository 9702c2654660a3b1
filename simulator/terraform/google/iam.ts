import { setTimeout as sleep } from "node:timers/promises";
import { error, isSet, ProviderError, type Diagnostic, type ObjectValue, type Value } from "../../../provider/plugin";
import { conditionKey, mergedBindings, type Binding, type Condition } from "../../google/bindings";
import { goJson, sorted } from "../go-json";
import { diagnosticOf, given } from "../older-sdk";
import type { Google } from "./google";
import { GoogleFault } from "./google-client";
import { parseKey, parseRing } from "./names";
import { blocksOf } from "./plan";

/** An IAM policy, as the API has it. */
export interface Policy {
  readonly version?: number;
  readonly etag?: string;
  readonly bindings?: readonly Binding[];
  readonly auditConfigs?: readonly object[];
}

/** What can have an IAM policy. */
export interface Parent {
  /** The argument that names it. */
  readonly attribute: "crypto_key_id" | "key_ring_id" | "project";
  /** What the provider calls it, such as `KMS CryptoKey`. */
  readonly label: string;
  /** Its name, from any of the forms in which the provider takes it. */
  readonly nameOf: (id: string, google: Google) => string;
  /** Its path in the API. */
  readonly pathOf: (name: string) => string;
  /** How its policy is read. */
  readonly reading: "GET" | "POST";
}

const CONFLICT = 409;
const MAX_ATTEMPTS = 6;
const PAUSE_MS = 20;
/** The version of policies that has conditions. */
const POLICY_VERSION = 3;

/** The parents by the prefix of the types of their resources. */
export const PARENTS = {
  google_kms_crypto_key: {
    ...{ attribute: "crypto_key_id", label: "KMS CryptoKey", reading: "GET" },
    nameOf: (id, google) => parseKey(id, google).full,
    pathOf: (name) => name,
  },
  google_kms_key_ring: {
    ...{ attribute: "key_ring_id", label: "KMS KeyRing", reading: "GET" },
    nameOf: (id, google) => parseRing(id, google).full,
    pathOf: (name) => name,
  },
  google_project: {
    ...{ attribute: "project", label: "project", reading: "POST" },
    nameOf: (id) => id,
    pathOf: (name) => `projects/${name.replace(/^projects\//, "")}`,
  },
} as const satisfies Readonly<Record<string, Parent>>;

/** The IAM policy of one resource. */
export class IamPolicy {
  /** The name of the resource. */
  public readonly name: string;

  public constructor(
    private readonly parent: Parent,
    object: ObjectValue,
    private readonly google: Google,
  ) {
    this.name = parent.nameOf(String(object[parent.attribute]), google);
  }

  /** Such as `KMS CryptoKey "projects/..."`. */
  public get description(): string {
    return `${this.parent.label} ${JSON.stringify(this.name)}`;
  }

  /** The policy as it is. */
  public read(): Promise<Policy> {
    return this.googleWords(`Error retrieving IAM policy for ${this.description}`, () => this.fetch());
  }

  /** Sets the whole policy. */
  public write(policy: Policy): Promise<void> {
    return this.googleWords(`Error setting IAM policy for ${this.description}`, () => this.store(policy));
  }

  /** Reads the policy, changes its bindings and writes it, again and again as long as others change it meanwhile. */
  public change(changed: (bindings: readonly Binding[]) => readonly Binding[]): Promise<void> {
    const summary = `Error applying IAM policy for ${this.description}: Error setting IAM policy for ${this.description}`;
    return this.google.inTurn(this.name, () =>
      this.googleWords(summary, async () => {
        for (let attempt = 1; ; attempt++) {
          const policy = await this.fetch();
          try {
            return await this.store({ ...policy, bindings: mergedBindings(changed(policy.bindings ?? [])) });
          } catch (problem) {
            const isConflict = problem instanceof GoogleFault && problem.code === CONFLICT;
            if (!isConflict || attempt >= MAX_ATTEMPTS) throw problem;
            await sleep(PAUSE_MS * attempt);
          }
        }
      }),
    );
  }

  private fetch(): Promise<Policy> {
    const path = `${this.parent.pathOf(this.name)}:getIamPolicy`;
    const options = { requestedPolicyVersion: POLICY_VERSION };
    return this.parent.reading === "POST"
      ? this.google.client.call("POST", path, { options })
      : this.google.client.call("GET", `${path}?options.requestedPolicyVersion=${POLICY_VERSION}`);
  }

  private async store(policy: Policy): Promise<void> {
    const path = `${this.parent.pathOf(this.name)}:setIamPolicy`;
    await this.google.client.call("POST", path, { policy: { ...policy, version: POLICY_VERSION } });
  }

  /** That the resource does not exist is for the caller to say. */
  private async googleWords<T>(summary: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (problem) {
      if (problem instanceof GoogleFault && problem.code === 404) throw problem;
      throw new ProviderError(diagnosticOf(summary, problem));
    }
  }
}

/** Whether two conditions are the same. */
export function isSameCondition(one: Condition | undefined, other: Condition | undefined): boolean {
  return conditionKey(one) === conditionKey(other);
}

/** The condition of a planned object or a state. */
export function conditionOf({ condition }: ObjectValue): Condition | undefined {
  const [first] = blocksOf(condition);
  if (!first) return undefined;
  const description = given(first.description);
  return {
    ...(description !== undefined && { description: String(description) }),
    ...{ expression: String(first.expression), title: String(first.title) },
  };
}

/** A condition as the state has it. */
export function conditionInState(condition: Condition | undefined): readonly ObjectValue[] {
  if (!condition) return [];
  const { description = "", expression, title } = condition;
  return [{ description, expression, title }];
}

/** An empty description is none. */
export function plannedCondition({ condition }: ObjectValue, prior: ObjectValue | null): ObjectValue {
  const before = blocksOf(prior?.condition);
  if (!isSet(condition) || !Array.isArray(condition)) return {};
  const after = (condition as readonly ObjectValue[]).map((one, index) =>
    one.description === null && before[index]?.description === "" ? { ...one, description: "" } : one,
  );
  return { condition: after };
}

/** The text of a policy, as the provider writes it. */
export function policyText({ bindings = [], auditConfigs = [] }: Policy): string {
  const merged = mergedBindings(bindings);
  const policy = { ...(auditConfigs.length > 0 && { auditConfigs }), ...(merged.length > 0 && { bindings: merged }) };
  return goJson(sorted(policy));
}

/** What the provider refuses before anything is planned. */
export function checkMember(member: Value | undefined, argument: string): readonly Diagnostic[] {
  if (typeof member !== "string") return [];
  if (member.startsWith("deleted")) {
    const reason = "Terraform does not support IAM members for deleted principals";
    return [error(`invalid value for ${argument} (${reason})`, "", argument)];
  }
  if (/.+:.+|projectOwners|projectReaders|projectWriters|allUsers|allAuthenticatedUsers/.test(member)) return [];
  const see = "https://cloud.google.com/billing/docs/reference/rest/v1/Policy#Binding";
  const problem = `invalid value "${member}" for ${argument} (IAM members must have one of the values outlined here: ${see})`;
  return [error(problem, "", argument)];
}
