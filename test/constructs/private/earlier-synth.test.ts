import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AuraKmsKey, AuraStatement, type AuraKmsKeyProps } from "../../../constructs";
import { ACCOUNT, newApp, newStack, renderedProblems, STATEMENT, temporaryFolder } from "../../support/synth";

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  writeFileSync(join(folder, "orders.json"), JSON.stringify(STATEMENT));
});

/** Synthesizes a program with one key into the same output. */
function synthesize(props: Partial<AuraKmsKeyProps> = {}): void {
  const app = newApp({ outdir: join(folder, "out") });
  const stack = newStack("prod", { app });
  const statement = AuraStatement.fromFileWhenSaved("orders.json", { relativeTo: folder });
  new AuraKmsKey(stack, "orders", { accountId: ACCOUNT, region: "eu-west-1", statement, ...props });
  app.synth();
}

const LOST =
  "; help: restore the file and `statement`; without it Aura loses access to the key, and its instances would be destroyed [statement-lost]";

it("a key that had its statement in the last synth is refused without its file, again and again", () => {
  synthesize();
  rmSync(join(folder, "orders.json"));
  const problems = [
    `prod/orders: key orders has lost Aura's statement: it was in orders.json in the last synth; no such file: ${folder}/orders.json${LOST}`,
  ];
  expect(renderedProblems(() => synthesize())).toEqual(problems);
  expect(renderedProblems(() => synthesize())).toEqual(problems);
});

it("and without the prop", () => {
  synthesize();
  expect(renderedProblems(() => synthesize({ statement: undefined }))).toEqual([
    `prod/orders: key orders has lost Aura's statement: it was in orders.json in the last synth${LOST}`,
  ]);
});

it("a key that never had one is in phase 1", () => {
  rmSync(join(folder, "orders.json"));
  synthesize();
  expect(() => synthesize()).not.toThrow();
});

it("a key whose protection was given up in a synth before may go back", () => {
  synthesize({ removalPolicy: "destroy" });
  rmSync(join(folder, "orders.json"));
  expect(() => synthesize({ removalPolicy: "destroy" })).not.toThrow();
});

it("an output that is damaged says nothing", () => {
  synthesize();
  rmSync(join(folder, "orders.json"));
  writeFileSync(join(folder, "out/stacks/prod/cdk.tf.json"), "{");
  expect(() => synthesize()).not.toThrow();
});
