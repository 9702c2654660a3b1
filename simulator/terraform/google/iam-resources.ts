import { error, isSet, ProviderError, type Block, type ObjectValue } from "../../../provider/plugin";
import { conditionKey, normalizedMember, type Binding } from "../../google/bindings";
import type { Kind } from "../kind";
import type { Google } from "./google";
import { undefinedIfNotFound } from "./google-client";
import {
  checkMember,
  conditionInState,
  conditionOf,
  IamPolicy,
  isSameCondition,
  PARENTS,
  plannedCondition,
  policyText,
  type Parent,
  type Policy,
} from "./iam";
import { RESOURCE_SCHEMAS } from "./schemas";

/** `..._iam_member`: adds one member to a role, and takes it away again, whoever else wants it there. */
function iamMember(parent: Parent, schema: Block): Kind<Google> {
  const policyOf = (object: ObjectValue, google: Google) => new IamPolicy(parent, object, google);
  const ownBinding = (object: ObjectValue): Binding => ({ ...roleOf(object), members: [String(object.member)] });
  return {
    label: `IAM Member of ${parent.label}`,
    schema,
    validate: ({ member }) => checkMember(member, "member"),
    plan: (draft, { prior }): ObjectValue => ({
      ...plannedCondition(draft, prior),
      ...(isSet(prior?.member) &&
        isSet(draft.member) &&
        isSameMember(draft.member, prior.member) && { member: prior.member }),
    }),
    create: async (planned, google) => {
      const policy = policyOf(planned, google);
      await policy.change((bindings) => [...bindings, ownBinding(planned)]);
      return { id: memberId(policy, planned) };
    },
    read: async (state, google) => {
      const found = await undefinedIfNotFound(() => policyOf(state, google).read());
      const binding = found && bindingOf(found, state);
      const member = binding?.members?.find((one) => isSameMember(one, state.member));
      if (!found || !binding || member === undefined) return undefined;
      return { etag: found.etag ?? "", member, role: binding.role, condition: conditionInState(binding.condition) };
    },
    delete: async (prior, google) => {
      await undefinedIfNotFound(() =>
        policyOf(prior, google).change((bindings) =>
          bindings.map((binding) =>
            isOf(prior)(binding)
              ? { ...binding, members: binding.members?.filter((one) => !isSameMember(one, prior.member)) }
              : binding,
          ),
        ),
      );
    },
    parseId: async (id, google) => {
      const [name = "", role, member, ...title] = id.trim().split(/\s+/);
      if (role === undefined || member === undefined) throw wrongParts("Member", "resource_name role member", id);
      const policy = policyOf({ [parent.attribute]: name }, google);
      const object = { [parent.attribute]: policy.name, role, member: normalizedMember(member) };
      const found = await bindingsWith(policy, role, title.join(" "));
      const [binding, second] = found.filter(({ members = [] }) => members.some((one) => isSameMember(one, member)));
      if (second) throw severalConditions(title.join(" "));
      if (!binding) {
        const what = `role "${role}", member "${member}", and condition title "${title.join(" ")}"`;
        throw new ProviderError(
          error(`Cannot find binding for ${JSON.stringify(policy.description)} with ${what}`, ""),
        );
      }
      const state = { ...object, condition: conditionInState(binding.condition) };
      return { ...state, id: memberId(policy, state) };
    },
  };
}

/** `..._iam_binding`: is the only one who says who has a role. */
function iamBinding(parent: Parent, schema: Block): Kind<Google> {
  const policyOf = (object: ObjectValue, google: Google) => new IamPolicy(parent, object, google);
  const set = async (planned: ObjectValue, google: Google): Promise<ObjectValue> => {
    const policy = policyOf(planned, google);
    const own = { ...roleOf(planned), members: membersOf(planned) };
    await policy.change((bindings) => [...bindings.filter((one) => !isOf(planned)(one)), own]);
    return { id: `${policy.name}/${own.role}${conditionKey(own.condition)}` };
  };
  return {
    label: `IAM Binding of ${parent.label}`,
    schema,
    validate: ({ members }) =>
      isSet(members) ? (members as readonly string[]).flatMap((member) => checkMember(member, "members")) : [],
    plan: (draft, { prior }): ObjectValue => ({
      ...plannedCondition(draft, prior),
      ...(prior &&
        isSet(draft.members) &&
        isSameSet(membersOf(draft), membersOf(prior)) && { members: prior.members ?? [] }),
    }),
    create: set,
    read: async (state, google): Promise<ObjectValue | undefined> => {
      const found = await undefinedIfNotFound(() => policyOf(state, google).read());
      if (!found) return undefined;
      const binding = bindingOf(found, state);
      // Nobody has the role: the resource stays, and its next plan gives it back.
      if (!binding) return { members: [] };
      const { role, members = [], condition } = binding;
      return { etag: found.etag ?? "", role, members, condition: conditionInState(condition) };
    },
    update: async (planned, _prior, google) => {
      await set(planned, google);
    },
    delete: async (prior, google) => {
      await undefinedIfNotFound(() =>
        policyOf(prior, google).change((bindings) => bindings.filter((one) => !isOf(prior)(one))),
      );
    },
    parseId: async (id, google) => {
      const [name = "", role, ...title] = id.trim().split(/\s+/);
      if (role === undefined) throw wrongParts("Binding", "resource_name role", id);
      const policy = policyOf({ [parent.attribute]: name }, google);
      const [binding, second] = await bindingsWith(policy, role, title.join(" "));
      if (second) throw severalConditions(title.join(" "));
      return {
        ...{ [parent.attribute]: policy.name, role, members: [], condition: conditionInState(binding?.condition) },
        id: `${policy.name}/${role}${conditionKey(binding?.condition)}`,
      };
    },
  };
}

/** `..._iam_policy`: is the only one who says who has which role. Destroying it takes everything away. */
function iamPolicy(parent: Parent, schema: Block): Kind<Google> {
  const policyOf = (object: ObjectValue, google: Google) => new IamPolicy(parent, object, google);
  const set = async (planned: ObjectValue, google: Google): Promise<ObjectValue> => {
    const policy = policyOf(planned, google);
    await policy.write(JSON.parse(String(planned.policy_data)) as Policy);
    return { id: policy.name };
  };
  return {
    label: `IAM Policy of ${parent.label}`,
    schema,
    validate: ({ policy_data: text }) => (typeof text === "string" ? checkPolicyData(text) : []),
    plan: ({ policy_data: text }, { prior }): ObjectValue =>
      isSet(text) && isSet(prior?.policy_data) && isSamePolicy(String(text), String(prior.policy_data))
        ? { policy_data: prior.policy_data }
        : {},
    create: set,
    read: async (state, google) => {
      const found = await undefinedIfNotFound(() => policyOf(state, google).read());
      return found && { etag: found.etag ?? "", policy_data: policyText(found) };
    },
    update: async (planned, prior, google) => {
      if (planned.policy_data !== prior.policy_data) await set(planned, google);
    },
    delete: (prior, google) => policyOf(prior, google).write({ etag: String(prior.etag) }),
    parseId: (id, google) => {
      const { name } = policyOf({ [parent.attribute]: id }, google);
      return { id: name, [parent.attribute]: name };
    },
  };
}

const SCHEMAS: Readonly<Record<string, Block>> = RESOURCE_SCHEMAS;
const KINDS = { member: iamMember, binding: iamBinding, policy: iamPolicy } as const;

/** The kinds of all resources for IAM policies by their type. */
export const IAM_KINDS: Readonly<Record<string, Kind<Google>>> = Object.fromEntries(
  Object.entries(PARENTS).flatMap(([prefix, parent]) =>
    Object.entries(KINDS).flatMap(([name, kind]) => {
      const type = `${prefix}_iam_${name}`;
      const schema = SCHEMAS[type];
      return schema ? [[type, kind(parent, schema)] as const] : [];
    }),
  ),
);

function roleOf(object: ObjectValue): {
  readonly role: string;
  readonly condition?: NonNullable<Binding["condition"]>;
} {
  const condition = conditionOf(object);
  return { role: String(object.role), ...(condition && { condition }) };
}

function membersOf({ members }: ObjectValue): readonly string[] {
  return isSet(members) ? (members as readonly unknown[]).map(String) : [];
}

/** Whether a binding is the one that an object is about. */
function isOf(object: ObjectValue): (binding: Binding) => boolean {
  const { role, condition } = roleOf(object);
  return (binding) => binding.role === role && isSameCondition(binding.condition, condition);
}

function bindingOf({ bindings = [] }: Policy, object: ObjectValue): Binding | undefined {
  return bindings.find(isOf(object));
}

function isSameMember(one: unknown, other: unknown): boolean {
  return normalizedMember(String(one)) === normalizedMember(String(other));
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  const sorted = (members: readonly string[]) => JSON.stringify([...new Set(members.map(normalizedMember))].sort());
  return sorted(one) === sorted(other);
}

function isSamePolicy(one: string, other: string): boolean {
  const read = (text: string) => {
    const policy = JSON.parse(text) as Policy;
    return JSON.stringify([policyText(policy), policy.etag ?? "", policy.version ?? 0]);
  };
  return one === other || read(one) === read(other);
}

function checkPolicyData(text: string) {
  try {
    const { bindings = [] } = JSON.parse(text) as Policy;
    return bindings.flatMap(({ members = [] }) => members.flatMap((member) => checkMember(member, "policy_data")));
  } catch {
    return [error(`Could not unmarshal policy data ${text}`, "", "policy_data")];
  }
}

function memberId({ name }: IamPolicy, object: ObjectValue): string {
  return `${name}/${String(object.role)}/${normalizedMember(String(object.member))}${conditionKey(conditionOf(object))}`;
}

/** The bindings of a role under conditions of this title: an import only names the title. */
async function bindingsWith(policy: IamPolicy, wanted: string, title: string): Promise<readonly Binding[]> {
  const { bindings = [] } = await policy.read();
  return bindings.filter(({ role, condition }) => role === wanted && (condition?.title ?? "") === title);
}

function severalConditions(title: string): ProviderError {
  const problem = `Cannot import IAM member with condition title "${title}", it matches multiple conditions`;
  return new ProviderError(error(problem, ""));
}

function wrongParts(kind: string, expected: string, id: string): ProviderError {
  const parts = id.trim().split(/\s+/).join(" ");
  return new ProviderError(
    error(`Wrong number of parts to ${kind} id [${parts}]; expected '${expected} [condition_title]'.`, ""),
  );
}
