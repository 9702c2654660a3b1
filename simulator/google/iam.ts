import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../http/clock";
import { mergedBindings, normalizedMember, type Binding } from "./bindings";
import { GoogleError, invalid } from "./errors";
import { parse } from "./parse";

const CONDITION = z.strictObject({
  title: z.string().min(1).max(100),
  description: z.string().max(256).optional(),
  expression: z.string().min(1),
});
const BINDING = z.strictObject({
  role: z
    .string()
    .regex(/^((projects|organizations)\/[^/]+\/)?roles\/[\w.]+$/, "Expected the name of a role, such as roles/viewer"),
  members: z.array(z.string()).default([]),
  condition: CONDITION.optional(),
});
const POLICY = z.object({
  version: z.number().int().optional(),
  etag: z.string().optional(),
  bindings: z.array(BINDING).default([]),
  auditConfigs: z.array(z.looseObject({ service: z.string() })).optional(),
});

/** An IAM policy, as the API answers. */
export interface Policy {
  readonly version: number;
  readonly etag: string;
  readonly bindings: readonly Binding[];
  /** Which calls are logged; kept, and of no effect. */
  readonly auditConfigs?: readonly object[];
}

/** The etag of a policy that was never set. */
const UNTOUCHED: Policy = { version: 1, etag: "ACAB", bindings: [] };

/** Whom a member names: everyone, or one principal of a kind. */
const MEMBER =
  /^(allUsers|allAuthenticatedUsers|(user|serviceAccount|group|domain|projectOwner|projectEditor|projectViewer|principal|principalSet):\S+|deleted:(user|serviceAccount|group):\S+\?uid=\d+)$/;

/** The IAM policies of projects, key rings and keys, by the names of these. */
export class IamPolicies {
  private readonly byResource = new Map<string, { readonly policy: Policy; readonly changedAt: number }>();
  private readonly deleted = new Set<string>();

  public constructor(private readonly clock: Clock) {}

  /** The policy of a resource. */
  public get(resource: string): Policy {
    return this.byResource.get(resource)?.policy ?? UNTOUCHED;
  }

  /** When the policy of a resource was set last, in milliseconds since the epoch. */
  public changedAt(resource: string): number {
    return this.byResource.get(resource)?.changedAt ?? 0;
  }

  /**
   * Replaces the policy of a resource. With an etag, only when it is that of the present policy.
   * @param wanted the policy of a request
   */
  public set(resource: string, wanted: unknown): Policy {
    const { version = 1, etag, bindings, auditConfigs } = parse(POLICY, wanted ?? {}, "policy");
    const present = this.get(resource);
    if (etag !== undefined && etag !== "" && etag !== present.etag) {
      throw new GoogleError(
        "ABORTED",
        "There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff. " +
          `The request's ETag '${etag}' did not match the current policy's ETag '${present.etag}'.`,
      );
    }
    if (version < 3 && bindings.some(({ condition }) => condition)) {
      throw invalid("The policy has a binding with a condition; its version must be 3.");
    }
    for (const member of bindings.flatMap(({ members }) => members)) this.checkMember(member);
    return this.store(resource, mergedBindings(bindings), auditConfigs);
  }

  /**
   * Deletes a service account: policies go on naming it, as `deleted:`, without effect.
   * @param email its address
   */
  public deleteServiceAccount(email: string): void {
    const member = normalizedMember(`serviceAccount:${email}`);
    const gone = `deleted:${member}?uid=1${randomBytes(6).readUIntBE(0, 6).toString().padStart(20, "0")}`;
    this.deleted.add(member);
    for (const [resource, { policy }] of this.byResource) {
      if (!policy.bindings.some(({ members }) => members?.includes(member))) continue;
      const renamed = policy.bindings.map((binding) => ({
        ...binding,
        members: binding.members?.map((one) => (one === member ? gone : one)),
      }));
      this.store(resource, renamed, policy.auditConfigs);
    }
  }

  private store(resource: string, bindings: readonly Binding[], auditConfigs?: readonly object[]): Policy {
    const version = bindings.some(({ condition }) => condition) ? 3 : 1;
    const etag = randomBytes(8).toString("base64");
    const policy = { version, etag, bindings, ...(auditConfigs && { auditConfigs }) };
    this.byResource.set(resource, { policy, changedAt: this.clock.now() });
    return policy;
  }

  private checkMember(member: string): void {
    if (!MEMBER.test(member)) throw invalid(`Invalid member: ${member}`);
    if (this.deleted.has(normalizedMember(member))) {
      throw invalid(`Service account ${member.replace("serviceAccount:", "")} does not exist.`);
    }
  }
}

/**
 * The policy for a client that may not know conditions: it then sees a role of another name, and no condition.
 * @param requestedVersion the highest version that the client understands
 */
export function shownTo(policy: Policy, requestedVersion: number): Policy {
  if (requestedVersion >= 3 || policy.version < 3) return policy;
  const bindings = policy.bindings.map(({ condition, ...binding }) => {
    if (!condition) return binding;
    const digest = createHash("sha256").update(JSON.stringify(condition)).digest("hex").slice(0, 20);
    return { ...binding, role: `${binding.role}_withcond_${digest}` };
  });
  return { ...policy, version: 1, bindings };
}
