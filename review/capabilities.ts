/** Operations of KMS that mean one thing to a person: a column of the table of access. */
interface Capability {
  readonly title: string;
  /** Whether the operation, such as `kms:Decrypt`, belongs to it. */
  readonly covers: (operation: string) => boolean;
}

const NAMED = [
  ["encrypt", /^kms:(Encrypt|GenerateDataKey(WithoutPlaintext)?)$/],
  ["decrypt", /^kms:Decrypt$/],
  ["re-encrypt", /^kms:ReEncrypt(From|To)$/],
  ["describe", /^kms:DescribeKey$/],
  ["grant", /^kms:(CreateGrant|ListGrants|RevokeGrant)$/],
  ["change the policy", /^kms:PutKeyPolicy$/],
  ["disable or delete", /^kms:(DisableKey|ScheduleKeyDeletion)$/],
] as const;

/** What the table of access shows; each operation is in one of them. */
export const CAPABILITIES: readonly Capability[] = [
  ...NAMED.map(([title, operations]) => ({ title, covers: (operation: string) => operations.test(operation) })),
  { title: "anything else", covers: (operation) => !NAMED.some(([, operations]) => operations.test(operation)) },
];
