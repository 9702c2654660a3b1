import { listOf, textOf, textsWithin } from "../../util/json";
import { formatList } from "../../util/format-list";
import { parseExpression, parseTemplate } from "../expression";
import { objectsOf, type Block, type Module } from "./module";

/** How many names one mistake lists. */
const MAX_LISTED = 5;

/**
 * What Terraform refuses in a configuration as a whole, a clause each: two blocks with one address, and values that refer to each
 * other in a circle. To read it all the same would be to judge something that nobody can deploy.
 * @param module the configuration
 */
export function mistakesIn(module: Module): string[] {
  const seen = new Set<string>();
  const twice = module.blocks.flatMap(({ address }) => (seen.has(address) ? [address] : (seen.add(address), [])));
  const circle = circleIn(graphOf(module));
  return [
    ...(twice.length > 0 ? [`written twice: ${formatList([...new Set(twice)], { max: MAX_LISTED })}`] : []),
    ...(circle ? [`references in a circle: ${formatList(circle, { max: MAX_LISTED })}`] : []),
  ];
}

type Graph = ReadonlyMap<string, readonly string[]>;

/** What each local value and each block refers to. */
function graphOf(module: Module): Graph {
  const nodes: readonly (readonly [string, unknown])[] = [
    ...[...module.locals].map(([name, value]) => [`local.${name}`, value] as const),
    ...module.blocks.map((block) => [block.address, argumentsOf(block)] as const),
  ];
  const names = new Set(nodes.map(([name]) => name));
  return new Map(
    nodes.map(([name, value]) => [
      name,
      [...new Set(textsWithin(value).flatMap(referencesOf))].map(nodeNameOf).filter((other) => names.has(other)),
    ]),
  );
}

/** Conditions may refer to what is around them. */
function argumentsOf({ json }: Block): unknown {
  const { lifecycle, depends_on: dependsOn, ...rest } = json;
  const ofLifecycle = objectsOf(lifecycle).map((part) => listOf(part["replace_triggered_by"]));
  return [rest, asExpressions(listOf(dependsOn)), ofLifecycle.map(asExpressions)];
}

/** Some lists hold references without `${...}`. */
function asExpressions(names: readonly unknown[]): unknown[] {
  return names.map((name) => (textOf(name)?.includes("${") ? name : `\${${textOf(name) ?? ""}}`));
}

/** Only what certainly is a reference: a harmless configuration must not be refused. */
function referencesOf(text: string): string[] {
  return (parseTemplate(text) ?? []).flatMap((part) => {
    const expression = part.kind === "expression" ? parseExpression(part.source) : undefined;
    return expression?.kind === "reference" ? [expression.reference] : [];
  });
}

/** `aws_kms_key.orders[0].arn` is a reference to `aws_kms_key.orders`. */
function nodeNameOf(reference: string): string {
  const parts = reference.replace(/\[.*$/, "").split(".");
  return parts.slice(0, parts[0] === "data" ? 3 : 2).join(".");
}

/** The first circle, without recursion: a chain may be long. */
function circleIn(graph: Graph): readonly string[] | undefined {
  const done = new Set<string>();
  for (const start of graph.keys()) {
    const path: { readonly name: string; readonly left: string[] }[] = [];
    const onPath = new Set<string>();
    const enter = (name: string): void => {
      path.push({ name, left: [...(graph.get(name) ?? [])] });
      onPath.add(name);
    };
    if (!done.has(start)) enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.left.pop();
      if (next === undefined) {
        path.pop();
        onPath.delete(top.name);
        done.add(top.name);
      } else if (onPath.has(next)) {
        const names = path.map(({ name }) => name);
        return names.slice(names.indexOf(next));
      } else if (!done.has(next)) enter(next);
    }
  }
  return undefined;
}
