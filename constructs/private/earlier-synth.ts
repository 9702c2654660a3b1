import path from "node:path";
import { App, TerraformStack, type TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import type { ConstructReading } from "../../model/from-constructs";
import type { Problem } from "../../model/problem";
import { memberOf, objectOf, textOf } from "../../util/json";
import { readTextFile } from "../../util/read-file";

/*
 * What an earlier synth knew: a key that had Aura's statement must not go back to phase 1 because a file is not found. It stands in the
 * notes of the resource (`//`), which Terraform does not read, so that no plan shows it.
 */

/** An `AuraStatement`: where it is read from, or awaited. */
interface StatementSource {
  readonly file: string | undefined;
  readonly path: string | undefined;
  readonly awaited: boolean;
}

const NOTE = "statement";
const MAX_BYTES = 256 * 1024 * 1024;

/** Notes at a resource which statement is in its policy, as the program names its file. */
export function noteStatement(resource: TerraformResource, statement: StatementSource | undefined): void {
  if (statement && !statement.awaited) resource.addOverride(`//.${NOTE}`, statement.file ?? "the program");
}

/**
 * Keys and key policies that have no statement now and had one in the synth whose output is still there; one whose protection was given
 * up in that synth may go back.
 * @param root the app: its output is read where a key is in phase 1
 */
export function lostStatements(root: IConstruct, { model, constructs }: ConstructReading): Problem[] {
  if (!App.isApp(root)) return [];
  const outputs = new Map<TerraformStack, unknown>();
  const outputOf = (stack: TerraformStack): unknown => {
    if (!outputs.has(stack))
      outputs.set(stack, readOutput(path.join(root.outdir, "stacks", stack.node.id, "cdk.tf.json")));
    return outputs.get(stack);
  };
  return [...model.keys, ...model.keyPolicies].flatMap(({ id, name, address, statement }): Problem[] => {
    const construct = constructs.get(id);
    if (!construct || address === undefined || !statement.known || statement.value !== undefined) return [];
    const earlier = resourceAt(outputOf(TerraformStack.of(construct)), address);
    const file = textOf(memberOf(objectOf(earlier["//"]), NOTE));
    if (file === undefined || objectOf(earlier["lifecycle"])["prevent_destroy"] !== true) return [];
    const awaited = "statement" in construct ? (construct.statement as StatementSource | undefined)?.path : undefined;
    return [
      {
        ...{ code: "statement-lost", path: id, what: `key ${name} has lost Aura's statement` },
        got: `it was in ${file} in the last synth${awaited === undefined ? "" : `; no such file: ${awaited}`}`,
        expected: "",
        fix: "restore the file and `statement`; without it Aura loses access to the key, and its instances would be destroyed",
      },
    ];
  });
}

function readOutput(file: string): unknown {
  const read = readTextFile(file, { maxBytes: MAX_BYTES });
  try {
    return "text" in read ? JSON.parse(read.text) : undefined;
  } catch {
    return undefined;
  }
}

function resourceAt(output: unknown, address: string): Readonly<Record<string, unknown>> {
  const [type = "", name = ""] = address.split(".");
  const ofType = objectOf(memberOf(objectOf(objectOf(output)["resource"]), type));
  return objectOf(memberOf(ofType, name));
}
