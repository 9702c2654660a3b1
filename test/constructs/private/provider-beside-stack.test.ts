import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformStack, type App } from "cdktf";
import { AuraProvider } from "../../../constructs";
import { newApp, newStack, renderedProblems } from "../../support/synth";

const PLUGINS = "terraform.d/plugins";
const LAUNCHER =
  "aura-cmk-provider-install.invalid/cdktf-aura-cmk/aura/0.1.0/linux_amd64/terraform-provider-aura_v0.1.0";

const folder = (app: App, stack = "prod"): string => join(app.outdir, "stacks", stack);
const hasLauncher = (app: App, stack?: string): boolean => existsSync(join(folder(app, stack), PLUGINS, LAUNCHER));

describe("a program that is synthesized", () => {
  it.each([{}, { skipValidation: true }])("gets the provider beside each of its stacks (%j)", (config) => {
    const app = newApp(config);
    newStack("prod", { app });
    newStack("dr", { app });
    app.synth();
    expect([hasLauncher(app, "prod"), hasLauncher(app, "dr")]).toEqual([true, true]);
  });

  it("gets none where another source is named, which the launcher would take the place of", () => {
    const app = newApp();
    const stack = newStack("prod", { app });
    stack.node.tryRemoveChild("aura");
    new AuraProvider(stack, "aura", { source: "terraform.example.com/platform/aura" });
    app.synth();
    expect(readdirSync(folder(app))).toEqual(["cdk.tf.json"]);
  });

  it("gets none beside a stack that does not need it, and one where it is required by an override", () => {
    const app = newApp();
    newStack("prod", { app });
    const other = new TerraformStack(app, "other");
    const byHand = new TerraformStack(app, "by-hand");
    byHand.addOverride("terraform.required_providers.own.source", LAUNCHER.slice(0, LAUNCHER.indexOf("/0.1.0")));
    app.synth();
    expect([hasLauncher(app, other.node.id), hasLauncher(app, byHand.node.id)]).toEqual([false, true]);
  });

  it("is refused in one line where the provider cannot be written", () => {
    const app = newApp();
    newStack("prod", { app });
    mkdirSync(folder(app), { recursive: true });
    const inTheWay = join(folder(app), "terraform.d");
    writeFileSync(inTheWay, "");
    expect(renderedProblems(() => app.synth())).toEqual([
      `${folder(app)}: cannot write the provider beside the stack: not a directory (${inTheWay}); ` +
        "help: remove what is there [output-unwritable]",
    ]);
  });
});
