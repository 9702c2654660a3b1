import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider, type AwsProviderConfig } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack, TerraformVariable, Testing, type App, type AppConfig } from "cdktf";
import type { IConstruct } from "constructs";
import { AuraCmkError, AuraProvider, AuraStatement, type Problem } from "../../constructs";
import { renderProblem } from "../../model/problem";
import { ACCOUNT, KEY_ID, PROJECT, STATEMENT } from "./samples";

// The one door to synthesis: whoever comes in here has validations on.

export * from "./samples";

/** ARN of a key of ours in the region. */
export function keyArn(region: string, { id = KEY_ID, account = ACCOUNT, partition = "aws" } = {}): string {
  return `arn:${partition}:kms:${region}:${account}:key/${id}`;
}

/** {@link STATEMENT}, as props take it. */
export const statement = AuraStatement.fromObject(STATEMENT);

/** {@link STATEMENT} as it stands in a policy: its lists are sorted. */
export const STATEMENT_IN_POLICY = { ...STATEMENT, Action: [...STATEMENT.Action].sort() };

/** The smallest props of an instance, without its key. */
export const INSTANCE = { projectId: PROJECT, product: "AuraDB", region: "eu-west-1", memory: "8GB" } as const;

const outdirs: string[] = [];
afterAll(() => Promise.all(outdirs.splice(0).map((outdir) => rm(outdir, { recursive: true, force: true }))));

/** A folder that is gone when the test file has run. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "aura-cmk-"));
  outdirs.push(folder);
  return folder;
}

/** An app that writes into a folder of its own. */
export function newApp(config: AppConfig = {}): App {
  return Testing.app({ outdir: temporaryFolder(), stackTraces: false, ...config });
}

/** A stack with both providers, for eu-west-1 unless the `aws` provider says something else. */
export function newStack(name = "prod", { app = newApp(), aws = {} }: { app?: App; aws?: AwsProviderConfig } = {}) {
  const stack = new TerraformStack(app, name);
  new AwsProvider(stack, "aws", { region: "eu-west-1", ...aws });
  new AuraProvider(stack, "aura");
  return stack;
}

/** A Terraform variable, and what stands for it in the synthesized file. */
export function variable(stack: TerraformStack, name: string): TerraformVariable {
  return new TerraformVariable(stack, name, { type: "string" });
}

type Json = Record<string, unknown>;

/** The synthesized file of a stack, without cdktf's own notes. */
export interface Synthesized {
  readonly resource: Record<string, Record<string, Json>>;
  readonly output: Record<string, Json>;
  readonly provider: Record<string, Json[]>;
  readonly variable: Record<string, Json>;
  readonly terraform: Json;
  readonly data?: Record<string, Record<string, Json>>;
}

/** Synthesizes a stack as `app.synth()` does, with validations, without writing it. */
export function synth(stack: TerraformStack): Synthesized {
  return JSON.parse(synthText(stack)) as Synthesized;
}

/** The bytes of {@link synth}. */
export function synthText(stack: TerraformStack): string {
  return Testing.synth(stack, true);
}

/** Synthesizes as careless callers do, without validations. */
export function synthWithoutValidations(stack: TerraformStack): Synthesized {
  return JSON.parse(Testing.synth(stack)) as Synthesized;
}

/** Synthesizes HCL. */
export function synthHcl(stack: TerraformStack): string {
  return Testing.synthHcl(stack, true) as string;
}

/** Synthesizes the app onto disk and reads a stack back. */
export function synthApp(app: App, stack = "prod"): Synthesized {
  app.synth();
  return JSON.parse(readFileSync(join(app.outdir, "stacks", stack, "cdk.tf.json"), "utf8")) as Synthesized;
}

/** Every file under the app's folder, without the provider beside each stack. */
export function filesOf(app: App): string[] {
  return readdirSync(app.outdir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(app.outdir.length + 1))
    .filter((file) => !file.includes("/terraform.d/"))
    .sort();
}

/** Every Terraform address of a synthesized file, sorted. */
export function addresses({ resource = {}, data = {}, output = {} }: Partial<Synthesized>): string[] {
  const of = (blocks: Record<string, Record<string, Json>>): string[] =>
    Object.entries(blocks).flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`));
  return [
    ...of(resource),
    ...of(data).map((address) => `data.${address}`),
    ...Object.keys(output).map((name) => `output.${name}`),
  ].sort();
}

/** The only resource of a type, or the only one of it that has the text in its name. */
export function only({ resource }: Synthesized, type: string, text = ""): Json {
  const all = Object.entries(resource[type] ?? {}).flatMap(([name, block]) => (name.includes(text) ? [block] : []));
  if (all.length !== 1) throw new Error(`${all.length} resources of type ${type}`);
  return all[0] as Json;
}

/** The policy of the only resource of a type, as Terraform sends it to AWS. */
export function policyOf(synthesized: Synthesized, type = "aws_kms_key"): unknown {
  const policy = only(synthesized, type)["policy"] as string;
  return JSON.parse(policy.replace(/\$\$\{/g, "${").replace(/%%\{/g, "%{"));
}

/** The only output with this id in its construct. */
export function outputOf({ output }: Synthesized, id: string): Json {
  const found = Object.entries(output ?? {}).filter(([name]) => name.endsWith(`_${id}`));
  if (found.length !== 1) throw new Error(`${found.length} outputs ${id}`);
  return found[0]?.[1] as Json;
}

/** The preconditions of the only resource of a type. */
export function preconditionsOf(synthesized: Synthesized, type = "aura_instance"): unknown {
  return (only(synthesized, type)["lifecycle"] as Json | undefined)?.["precondition"];
}

/**
 * What the cdktf CLI would print about a construct and everything inside it, after a synthesis; without whom the keys let in,
 * which has tests of its own ({@link externalAccessOf}).
 */
export function annotationsOf(root: IConstruct): string[] {
  return allAnnotationsOf(root).filter((line) => !isAboutExternalAccess(line));
}

/** Whom the keys in a construct let in, as the cdktf CLI would print it where nobody is pinned. */
export function externalAccessOf(root: IConstruct): string[] {
  return allAnnotationsOf(root).filter(isAboutExternalAccess);
}

function isAboutExternalAccess(line: string): boolean {
  return /^info \S+: grants access to /.test(line);
}

function allAnnotationsOf(root: IConstruct): string[] {
  return root.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type.startsWith("@cdktf/"))
        .map(({ type, data }) => `${type.slice("@cdktf/".length)} ${node.path}: ${data}`),
    );
}

/** The problems of the AuraCmkError that must be thrown. */
export function problemsOf(action: () => unknown): readonly Problem[] {
  try {
    action();
  } catch (error) {
    if (error instanceof AuraCmkError) return error.problems;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** The problems that must be thrown, as a person reads them. */
export function renderedProblems(action: () => unknown): string[] {
  return problemsOf(action).map(renderProblem);
}

/** Where each of the problems is that must be thrown, and its headline. */
export function headlinesOf(action: () => unknown): string[] {
  return problemsOf(action).map(({ path, what }) => `${path}: ${what}`);
}

/** Where each of the problems is that must be thrown, and its code. */
export function codesOf(action: () => unknown): string[] {
  return problemsOf(action).map(({ path, code }) => `${path} ${code}`);
}
