import { known, mapFact, unknown, type Fact } from "../../fact";
import type { KeyIamNode, RoleBinding } from "../../google";
import { isObject, listOf, objectOf, textOf, textsOf, type JsonObject } from "../../../util/json";
import type { ResourceSide } from "../resource-side";

/**
 * Who gets which role by a resource.
 * @param authority the form of the resource
 */
export function bindingsOf({ own }: ResourceSide, authority: KeyIamNode["authority"]): KeyIamNode["bindings"] {
  if (authority === "policy") {
    const data = own.text("policy_data");
    if (!data.known) return data;
    return bindingsIn(data.value, data.source);
  }
  const role = own.text("role");
  if (!role.known) return role;
  const block = own.optionalBlock("condition");
  const condition = block.known && block.value ? conditionText(block.value) : undefined;
  const written: Fact<readonly string[]> =
    authority === "member" ? mapFact(own.text("member"), (member) => [member]) : own.texts("members");
  // Under a condition that is not known nobody may have the role.
  const members = block.known ? written : block;
  return known(
    [
      {
        role: role.value,
        members: members.known ? members.value.map(memberName) : [],
        ...(!members.known && { unknownMembers: members.reason }),
        ...(condition !== undefined && { condition }),
      },
    ],
    authority === "member" ? own.source("member") : own.source("members"),
  );
}

/** The bindings in the text of a policy. */
function bindingsIn(text: string, source: string): KeyIamNode["bindings"] {
  const document = parse(text);
  if (!isObject(document)) return unknown(`${source} is not a policy in JSON`);
  const bindings = listOf(document["bindings"]);
  const read = bindings.flatMap((binding): RoleBinding[] => {
    const { role, members, condition } = objectOf(binding);
    if (typeof role !== "string" || !Array.isArray(members)) return [];
    return [
      {
        ...{ role, members: textsOf(members).map(memberName) },
        ...(isObject(condition) && { condition: conditionText(condition) }),
      },
    ];
  });
  return read.length === bindings.length
    ? known(read, source)
    : unknown(`${source} has a binding without role or members`);
}

function conditionText(condition: JsonObject): string {
  return textOf(condition["expression"]) ?? textOf(condition["title"]) ?? "a condition";
}

/** Google Cloud ignores the case of e-mail addresses. */
function memberName(member: string): string {
  const [, kind = "", rest = member] = /^([^:]*:)(.*)$/s.exec(member) ?? [];
  return `${kind}${rest.includes("@") ? rest.toLowerCase() : rest}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
