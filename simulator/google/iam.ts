import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../http/clock";
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
});

/** Who has a role, and under which condition. */
export type Binding = z.infer<typeof BINDING>;

/** An IAM policy, as the API answers. */
export interface Policy {
  readonly version: number;
  readonly etag: string;
  readonly bindings: readonly Binding[];
}

/** The etag of a policy that nobody has set yet. */
const UNTOUCHED: Policy = { version: 1, etag: "ACAB", bindings: [] };

/** Whom a member names: everybody, or somebody of a kind. */
const MEMBER =
  /^(allUsers|allAuthenticatedUsers|(user|serviceAccount|group|domain|projectOwner|projectEditor|projectViewer|principal|principalSet):\S+|deleted:(user|serviceAccount|group):\S+\?uid=\d+)$/;
/** Those whose letters count: all that are no e-mail address or domain. */
const CASE_MATTERS = /^(principal|principalSet):/;

/** The IAM policies of projects, key rings and keys, by the names of these. */
export class IamPolicies {
  private readonly byResource = new Map<string, { readonly policy: Policy; readonly changedAt: number }>();
  private readonly deleted = new Map<string, string>();

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
    const { version = 1, etag, bindings } = parse(POLICY, wanted ?? {}, "policy");
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
    return this.store(resource, merged(bindings));
  }

  /**
   * Deletes a service account: policies go on naming it, as `deleted:`, which is nobody.
   * @param email its address
   */
  public deleteServiceAccount(email: string): void {
    const member = normalized(`serviceAccount:${email}`);
    const gone = `deleted:${member}?uid=1${randomBytes(6).readUIntBE(0, 6).toString().padStart(20, "0")}`;
    this.deleted.set(member, gone);
    for (const [resource, { policy }] of this.byResource) {
      if (!policy.bindings.some(({ members }) => members.includes(member))) continue;
      const renamed = policy.bindings.map((binding) => ({
        ...binding,
        members: binding.members.map((one) => (one === member ? gone : one)),
      }));
      this.store(resource, renamed);
    }
  }

  private store(resource: string, bindings: readonly Binding[]): Policy {
    const isConditional = bindings.some(({ condition }) => condition);
    const policy = { version: isConditional ? 3 : 1, etag: randomBytes(8).toString("base64"), bindings };
    this.byResource.set(resource, { policy, changedAt: this.clock.now() });
    return policy;
  }

  private checkMember(member: string): void {
    if (!MEMBER.test(member)) throw invalid(`Invalid member: ${member}`);
    if (this.deleted.has(normalized(member))) {
      const [kind, email] = member.split(":");
      throw invalid(`${kind === "serviceAccount" ? "Service account" : "User"} ${email} does not exist.`);
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

/** A member as IAM keeps it: e-mail addresses in small letters. */
function normalized(member: string): string {
  const colon = member.indexOf(":");
  if (colon < 0 || CASE_MATTERS.test(member)) return member;
  if (member.startsWith("deleted:")) return `deleted:${normalized(member.slice(colon + 1))}`;
  return `${member.slice(0, colon)}${member.slice(colon).toLowerCase()}`;
}

/** One binding for each role and condition; a binding of nobody is none. */
function merged(bindings: readonly Binding[]): readonly Binding[] {
  const byKey = new Map<string, Binding>();
  for (const { role, members, condition } of bindings) {
    const key = JSON.stringify([role, condition?.title, condition?.description, condition?.expression]);
    const all = [...new Set([...(byKey.get(key)?.members ?? []), ...members.map(normalized)])].sort();
    byKey.set(key, { role, members: all, ...(condition && { condition }) });
  }
  const isBefore = (one: Binding, other: Binding) => (one.role < other.role ? -1 : one.role > other.role ? 1 : 0);
  return [...byKey.values()].filter(({ members }) => members.length > 0).sort(isBefore);
}
