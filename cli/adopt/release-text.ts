import type { StateObject } from "../../model/read/state-objects";
import { bareKeyId } from "../../policy/arn";
import { groupBy } from "../../util/group-by";
import type { Adoption } from "./adoption";

/** What an address has of the keys of `count` and `for_each`. */
const INSTANCE_KEY = /\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g;

const HEAD = `# Written by aura-cmk adopt, for the configuration that has managed these objects so far. When they are imported: put these blocks there in
# place of the resources (or of the call of their module), and apply. Terraform forgets the objects, and destroys none of them.
`;

/**
 * What the state that an object came from has to forget: two states that manage one object overwrite each other.
 * @param objects all that the states hold
 * @returns undefined where nothing that is adopted is in a state
 */
export function releaseText(objects: readonly StateObject[], { keys }: Adoption): string | undefined {
  const adopted = new Set(
    keys.flatMap(({ arn, record, instances }) => [bareKeyId(arn), record.id, ...instances.map(({ id }) => id)]),
  );
  const resources = groupBy(objects, ({ address }) => address.replaceAll(INSTANCE_KEY, ""));
  const parts = [...resources].flatMap(([from, all]) => {
    const ours = all.filter(({ id }) => adopted.has(id));
    if (ours.length === 0) return [];
    if (ours.length === all.length)
      return [`removed {\n  from = ${from}\n  lifecycle {\n    destroy = false\n  }\n}\n`];
    const commands = ours.map(({ address }) => `#   terraform state rm '${address}'\n`);
    return [`# ${from} has others, too, which stay:\n${commands.join("")}`];
  });
  return parts.length > 0 ? [HEAD, ...parts].join("\n") : undefined;
}
