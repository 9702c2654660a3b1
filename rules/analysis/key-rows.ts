import { valueOf, type Fact } from "../../model/fact";
import {
  isOtherCloudKey,
  type AnyNode,
  type CmkModel,
  type KmsKeyNode,
  type NodeId,
  type OtherCloudKey,
  type RecordNode,
} from "../../model/model";
import { formatList } from "../../util/format-list";
import { groupBy } from "../../util/group-by";
import type { Finding } from "../rule";
import { formatPrincipals, type KeyWithExternalAccess } from "./external-access";

/** The variable that names the file to which a program writes its rows, for `aura-cmk synth`, which starts it. */
export const KEY_ROWS_FILE = "AURA_CMK_KEY_ROWS_FILE";

/** What a synth says of one key in one line: of plain data, so that it can be handed to another process. */
export interface KeyRow {
  readonly stack: string;
  readonly key: string;
  /** The cloud of a key that is not in AWS. */
  readonly cloud?: OtherCloudKey["cloud"];
  /** Undefined where it is known only at apply. */
  readonly region?: string;
  /** `existing`: its policy is kept elsewhere. */
  readonly phase: "bootstrap" | "encrypted" | "existing";
  /**
   * The external principals that its policy allows; in another cloud than AWS Aura's principals, which get their roles. Undefined where it
   * is not known.
   */
  readonly externalAccess?: string;
  /** The name of the customer managed key in Aura. */
  readonly customerManagedKey?: string;
  readonly instances: readonly InstanceInRow[];
  /** How many findings of each kind concern the key, its customer managed key and its instances. */
  readonly findings: Readonly<Partial<Record<FindingKind, number>>>;
}

interface InstanceInRow {
  readonly name: string;
  /** Whether it waits for phase 2 of its key. */
  readonly deferred: boolean;
}

/** What a finding that does not stop synth asks of its reader. */
export type FindingKind = "warning" | "waived" | "unknown";

/** What a finding is shown as. */
export function findingKind({ verdict, waived }: Finding): FindingKind {
  if (waived !== undefined) return "waived";
  return verdict.outcome === "unknown" ? "unknown" : "warning";
}

/**
 * One row for each key, and for each customer managed key where a key has several.
 * @param model what is written, and what is named or deferred
 * @param findings what the rules find
 * @param externalAccess the external principals that each policy allows
 * @param stackOf the name of the stack that a node is in
 */
export function keyRows(
  model: CmkModel,
  findings: readonly Finding[],
  externalAccess: readonly KeyWithExternalAccess[],
  stackOf: (id: NodeId) => string,
): readonly KeyRow[] {
  const recordsOf = groupBy(model.records, ({ key }) => key);
  const instancesOf = groupBy(model.instances, ({ record }) => record);
  const policyOf = new Map(model.keyPolicies.map((policy) => [policy.key, policy]));
  const principals = new Map(externalAccess.map((one) => [one.node.id, formatPrincipals(one)]));
  const byNode = groupBy(findings, ({ node }) => node.id);
  const rowsOf = (key: KmsKeyNode | OtherCloudKey, state: StateOfKey): KeyRow[] => {
    const records: readonly (RecordNode | undefined)[] = recordsOf.get(key.id) ?? [undefined];
    return records.map((record) => {
      const instances = record ? (instancesOf.get(record.id) ?? []) : [];
      const { cloud, phase, access, nodes } = state;
      return {
        ...{ stack: stackOf(key.id), key: key.name, ...(cloud && { cloud }), ...regionOf(key), phase },
        ...(access !== undefined && { externalAccess: access }),
        ...(record && { customerManagedKey: nameInAura(record, key) }),
        instances: instances.map(({ name, origin, address }) => ({
          name,
          // What is created and has no resource waits for it.
          deferred: origin === "created" && address === undefined,
        })),
        findings: countsOf(
          [key, ...nodes, record, ...instances].flatMap((node) => (node ? (byNode.get(node.id) ?? []) : [])),
        ),
      };
    });
  };
  return [
    ...model.keys.flatMap((key) => {
      const policy = policyOf.get(key.id);
      const phase = phaseOf(policy?.statement ?? key.statement);
      const access = principals.get(policy?.id ?? key.id) ?? (phase === "existing" ? undefined : "-");
      return rowsOf(key, { phase, access, nodes: [policy] });
    }),
    ...model.otherClouds.filter(isOtherCloudKey).flatMap((key) => {
      const phase = phaseOfOther(key);
      const access = phase === "existing" ? undefined : formatAura(key);
      // Whatever belongs to the key, such as its vault and the access to it, is inside of its construct.
      const nodes = model.otherClouds.filter(({ id }) => id.startsWith(`${key.id}/`));
      return rowsOf(key, { cloud: key.cloud, phase, access, nodes });
    }),
  ];
}

/** What a row says of a key that is kept differently in each cloud. */
interface StateOfKey extends Pick<KeyRow, "cloud" | "phase"> {
  readonly access: string | undefined;
  /** What belongs to it, besides its customer managed keys and their instances. */
  readonly nodes: readonly (AnyNode | undefined)[];
}

function phaseOfOther({ origin, expectedPrincipals }: OtherCloudKey): KeyRow["phase"] {
  if (origin === "imported") return "existing";
  return expectedPrincipals === undefined ? "bootstrap" : "encrypted";
}

/** Aura's principals in Azure or Google Cloud. */
function formatAura({ cloud, expectedPrincipals = [] }: OtherCloudKey): string {
  if (expectedPrincipals.length === 0) return "-";
  return cloud === "azure"
    ? `application ${expectedPrincipals.join(", ")}`
    : formatList(expectedPrincipals, { max: 1 });
}

function phaseOf(statement: Fact<readonly object[] | undefined>): KeyRow["phase"] {
  if (!statement.known) return "existing";
  return statement.value === undefined ? "bootstrap" : "encrypted";
}

function regionOf({ region }: KmsKeyNode | OtherCloudKey): Pick<KeyRow, "region"> {
  const known = valueOf(region);
  return known === undefined ? {} : { region: known };
}

/** The name of a customer managed key in Aura; of one that is not created here, its name in the program. */
function nameInAura({ origin, auraName, name }: RecordNode, key: KmsKeyNode | OtherCloudKey): string {
  return (origin === "created" ? valueOf(auraName) : undefined) ?? (name || key.name);
}

function countsOf(findings: readonly Finding[]): KeyRow["findings"] {
  const counts = [...groupBy(findings, findingKind)].map(([kind, { length }]) => [kind, length] as const);
  return Object.fromEntries(counts);
}
