import type { AnyNode, InstanceNode } from "../model/model";
import type { AttributeChange, Change } from "../model/change";
import type { ReviewContext } from "./context";
import type { ChangeKind, ChangeLine, ResourceNoun } from "./types";

const NOUNS: Readonly<Record<AnyNode["kind"], ResourceNoun>> = {
  key: "key",
  "key-policy": "key policy",
  alias: "alias",
  grant: "grant",
  record: "customer managed key",
  instance: "instance",
  vault: "vault",
  "vault-key": "key",
  "role-assignment": "role assignment",
  "service-principal": "service principal",
  lock: "management lock",
  "key-ring": "key ring",
  "crypto-key": "key",
  "key-version": "key version",
  "key-iam": "IAM entry",
};

/** What leaves a resource as it is. */
const STAYS: ReadonlySet<ChangeKind> = new Set(["unchanged", "managed-elsewhere", "read"]);

/** The resources that the plans change, and how. */
export function changeLines({ reading, subjects }: ReviewContext): ChangeLine[] {
  return reading.changes.flatMap((change): ChangeLine[] => {
    const node = change.after ?? change.before;
    if (!node) return [];
    const kind = subjects.changeKind(node);
    if (STAYS.has(kind)) return [];
    const { attributes, movedFrom } = change;
    const effect =
      kind === "updated" && node.kind === "instance" ? effectOf(change as Change<InstanceNode>) : undefined;
    return [
      {
        ...{ noun: NOUNS[node.kind], on: subjects.subject(node), change: kind },
        ...(movedFrom !== undefined && { movedFrom }),
        attributes,
        ...(effect !== undefined && { effect }),
      },
    ];
  });
}

/** Whether those who use an instance notice the change. */
function effectOf({ attributes }: Change<InstanceNode>): string | undefined {
  const effects = attributes.flatMap(({ name, after }) => EFFECTS[name]?.(after) ?? []);
  return effects.length > 0 ? [...new Set(effects)].join("; ") : undefined;
}

const resized = (): string => "no restart: it stays available while Aura resizes it";
const mayRestart = (): string => "Aura does not document whether it restarts";

/**
 * What Aura does with an instance whose attribute changes in place.
 * @see https://neo4j.com/docs/aura/managing-instances/instance-actions/
 */
const EFFECTS: Readonly<Record<AttributeChange["name"], (after: string | undefined) => string | undefined>> = {
  memory: resized,
  storage: resized,
  vector_optimized: mayRestart,
  graph_analytics_plugin: mayRestart,
  secondaries_count: mayRestart,
  secondary_count: mayRestart,
  cdc_enrichment_mode: mayRestart,
  paused: (after) =>
    after === "true" ? "its data is not available until it is resumed, by Aura after 30 days" : "it is resumed",
};
