/** A condition under which a role holds. */
export interface Condition {
  readonly title: string;
  readonly description?: string;
  readonly expression: string;
}

/** Who has a role, and under which condition. */
export interface Binding {
  readonly role: string;
  readonly members?: readonly string[];
  readonly condition?: Condition;
}

/** Members whose letters count: those that are no e-mail address or domain. */
const CASE_MATTERS = /allAuthenticatedUsers|allUsers|^principal(Set|Hierarchy)?:/;

/** A member as IAM and its clients keep it: e-mail addresses in small letters. */
export function normalizedMember(member: string): string {
  if (CASE_MATTERS.test(member)) return member;
  const [, kind, name] = /^((?:deleted:|iamMember:)?[^:]+):(.*)$/s.exec(member) ?? [];
  return kind === undefined || name === undefined ? member : `${kind}:${name.toLowerCase()}`;
}

/** A condition as it stands in ids of Terraform; empty without one. */
export function conditionKey(condition: Condition | undefined): string {
  return condition ? `/${condition.title}/${condition.description ?? ""}/${condition.expression}` : "";
}

/** One binding for each role and condition, in a stable order; one without members is left out. */
export function mergedBindings(bindings: readonly Binding[]): readonly Binding[] {
  const byKey = new Map<string, Binding & { readonly members: readonly string[] }>();
  for (const { role, members = [], condition } of bindings) {
    const key = role + conditionKey(condition);
    const all = new Set([...(byKey.get(key)?.members ?? []), ...members.map(normalizedMember)]);
    byKey.set(key, { role, members: [...all].sort(), ...(condition && { condition }) });
  }
  const entries = [...byKey.entries()].sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.map(([, binding]) => binding).filter(({ members }) => members.length > 0);
}
