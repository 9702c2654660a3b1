import { valueOf } from "../../model/fact";
import { bareIdOf, type AnyNode } from "../../model/model";
import type { Change } from "../../model/change";
import type { Verdict } from "../rule";

/** What to do about a resource that comes back under another address, and the configuration that does it. */
export type RenameHelp = Pick<Extract<Verdict, { outcome: "violation" }>, "got" | "fix" | "snippet">;

/**
 * How a resource keeps its object under another address: by a `moved` block, or where another stack or another type of resource manages
 * it from now on, by a `removed` and an `import` block.
 * @param from of the resource that goes
 * @param to of the one that is created in its place
 */
export function renameHelp(from: Change, to: Change): RenameHelp {
  const [old, now] = [addressOf(from), addressOf(to)];
  const isMovable = from.plan === to.plan && typeOf(old) === typeOf(now);
  if (isMovable) {
    return {
      got: `renamed to ${now} without a \`moved\` block`,
      fix: `add the \`moved\` block, or \`moveFromId(${JSON.stringify(old)})\` in CDKTF`,
      snippet: movedBlock(old, now),
    };
  }
  const elsewhere = from.plan === to.plan ? "" : ` in ${to.plan}`;
  return {
    got: `re-created as ${now}${elsewhere}`,
    fix: "use a `removed` block for the old address, and an `import` block for the new one",
    snippet: [
      ...(elsewhere === "" ? [] : [`# ${from.plan}`]),
      `removed {\n  from = ${old.replace(/\[[^\]]*\]$/, "")}\n\n  lifecycle {\n    destroy = false\n  }\n}\n`,
      ...(elsewhere === "" ? [] : [`# ${to.plan}`]),
      `import {\n  to = ${now}\n  id = ${JSON.stringify(importId(from.before))}\n}`,
    ].join("\n"),
  };
}

function movedBlock(from: string, to: string): string {
  return `moved {\n  from = ${from}\n  to   = ${to}\n}`;
}

function addressOf({ before, after, id }: Change): string {
  return (after ?? before)?.address ?? id;
}

/** The type of a resource: what comes before its name, without the keys of `for_each`, which may hold dots. */
function typeOf(address: string): string | undefined {
  return address
    .replace(/\["(?:[^"\\]|\\.)*"\]/g, "")
    .split(".")
    .at(-2);
}

function importId(node: AnyNode | undefined): string {
  const id =
    node?.kind === "key"
      ? bareIdOf(node.arn)
      : node?.kind === "record"
        ? valueOf(node.recordId)
        : node?.kind === "instance"
          ? valueOf(node.instanceId)
          : undefined;
  return id ?? "its id";
}
