import { TerraformLocal, TerraformOutput, TerraformVariable } from "cdktf";
import { AuraProvider, DataAuraProject, DataAuraSnapshot, type AuraProviderProps } from "../../constructs";
import { FRAMEWORK } from "../../model/framework";
import { newApp, newStack, PROJECT, renderedProblems, synth, synthText } from "../support/synth";

function bare() {
  const stack = newStack();
  stack.node.tryRemoveChild("aura");
  // A provider without resources is still written.
  return stack;
}

describe("with minimal properties", () => {
  it("takes the credentials from the environment and says where Terraform finds the provider", () => {
    const synthesized = synth(newStack());
    expect(synthesized.provider["aura"]).toEqual([{}]);
    expect(synthesized.terraform).toEqual({
      required_providers: {
        aura: { source: "aura-cmk-provider-install.invalid/cdktf-aura-cmk/aura", version: "0.1.0" },
        aws: { cdktf: { source: "aws", version: "6.25.0" }, cdktn: { source: "hashicorp/aws", version: "6.66.0" } }[
          FRAMEWORK
        ],
      },
    });
  });
});

it("passes every property on", () => {
  const stack = bare();
  const id = new TerraformVariable(stack, "id", { sensitive: true });
  new AuraProvider(stack, "aura", {
    alias: "second",
    baseUrl: "http://127.0.0.1:8080/v1",
    clientId: id.stringValue,
    clientSecret: "${var.id}",
    source: "terraform.example.com/platform/aura",
  });
  expect(synth(stack).terraform["required_providers"]).toMatchObject({
    aura: { source: "terraform.example.com/platform/aura", version: "0.1.0" },
  });
  expect(synth(stack).provider["aura"]).toEqual([
    { alias: "second", base_url: "http://127.0.0.1:8080/v1", client_id: "${var.id}", client_secret: "${var.id}" },
  ]);
});

describe("credentials as variables", () => {
  it("are sensitive and have no default", () => {
    const stack = bare();
    AuraProvider.withVariables(stack, "aura", { baseUrl: "https://api.neo4j.io/v1" });
    const synthesized = synth(stack);
    expect(synthesized.provider["aura"]).toEqual([
      {
        base_url: "https://api.neo4j.io/v1",
        client_id: "${var.aura_client_id}",
        client_secret: "${var.aura_client_secret}",
      },
    ]);
    expect(synthesized.variable).toEqual({
      aura_client_id: { description: "Client id of the Aura API credentials", sensitive: true, type: "string" },
      aura_client_secret: { description: "Client secret of the Aura API credentials", sensitive: true, type: "string" },
    });
  });

  it("of a second provider have names of their own", () => {
    const stack = bare();
    AuraProvider.withVariables(stack, "aura");
    AuraProvider.withVariables(stack, "second", { alias: "second" });
    expect(Object.keys(synth(stack).variable)).toEqual([
      "aura_client_id",
      "aura_client_id_second",
      "aura_client_secret",
      "aura_client_secret_second",
    ]);
  });
});

describe("a secret in the program", () => {
  const plain = (prop: string) =>
    `prod/aura: \`${prop}\` is written into the program as plain text: a value that the synthesized file and the ` +
    "state would contain; expected: a sensitive Terraform variable, or nothing; help: use " +
    "AuraProvider.withVariables, or set AURA_CLIENT_ID and AURA_CLIENT_SECRET where Terraform runs " +
    "[secret-in-configuration]";

  test.each(["s3cr3t", "", "pa${ss", "s3cr3t-${var.x}", '${ "s3cr3t" }', "%{if}", 5, null, {}])(
    "%j is refused, and not shown",
    (clientSecret) => {
      const stack = bare();
      const props = { clientId: clientSecret, clientSecret } as AuraProviderProps;
      expect(renderedProblems(() => new AuraProvider(stack, "aura", props))).toEqual([
        plain("clientId"),
        plain("clientSecret"),
      ]);
      expect(synthText(stack)).not.toContain("s3cr3t");
    },
  );

  it("as a local value is refused, and not shown", () => {
    const stack = bare();
    const secret = new TerraformLocal(stack, "secret", "s3cr3t");
    new AuraProvider(stack, "aura", { clientId: "${local.secret}", clientSecret: secret.asString });
    expect(renderedProblems(() => synth(stack))).toEqual([plain("clientId"), plain("clientSecret")]);
  });

  it("a local value that is known only at apply is accepted", () => {
    const stack = bare();
    const variables = { type: "string", sensitive: true } as const;
    const secret = new TerraformLocal(stack, "local", new TerraformVariable(stack, "secret", variables).stringValue);
    new AuraProvider(stack, "aura", { clientSecret: secret.asString });
    expect(synth(stack).provider).toMatchObject({ aura: [{ client_secret: "${local.local}" }] });
  });

  it("as the default of its variable is refused, and not shown", () => {
    const stack = bare();
    const secret = new TerraformVariable(stack, "secret", { default: "s3cr3t" });
    new AuraProvider(stack, "aura", { clientId: "${var.secret}", clientSecret: secret.stringValue });
    const line = (prop: string) =>
      `prod/aura: the variable of \`${prop}\` exposes its value: var.secret has a default, which is written to the ` +
      "synthesized file, and is not sensitive, so Terraform shows its value; expected: `sensitive: true`, and no " +
      "`default`; help: use AuraProvider.withVariables, and set TF_VAR_... where Terraform runs " +
      "[secret-in-configuration]";
    expect(renderedProblems(() => synth(stack))).toEqual([line("clientId"), line("clientSecret")]);
  });
});

it("has one source in a stack", () => {
  const stack = newStack();
  new AuraProvider(stack, "second", { alias: "second", source: "terraform.example.com/platform/aura" });
  expect(renderedProblems(() => synth(stack))).toEqual([
    "prod/second: two providers of one stack have different sources: terraform.example.com/platform/aura, and " +
      "aura-cmk-provider-install.invalid/cdktf-aura-cmk/aura of prod/aura; expected: one source in a stack; help: " +
      "pass the same `source` to every AuraProvider of the stack [exclusive-props]",
  ]);
});

describe("types", () => {
  it("of the other props are checked", () => {
    const props = {
      alias: 5,
      baseUrl: [],
      source: "https://terraform.example.com/aura",
    } as unknown as AuraProviderProps;
    expect(renderedProblems(() => new AuraProvider(bare(), "aura", props))).toEqual([
      "prod/aura: `baseUrl` has the wrong type: an empty list; expected: a string; help: correct `baseUrl`, or " +
        "leave it out [prop-type]",
      "prod/aura: `alias` has the wrong type: the number 5; expected: a string; help: correct `alias`, or leave it " +
        "out [prop-type]",
      'prod/aura: `source` has the wrong type: "https://terraform.example.com/aura"; expected: HOST/NAMESPACE/TYPE, ' +
        "such as terraform.example.com/platform/aura; help: correct `source`, or leave it out [prop-type]",
    ]);
  });
});

describe("data aura_project", () => {
  it("reads the project and its configurations", () => {
    const stack = newStack("prod", { app: newApp() });
    const project = new DataAuraProject(stack, "project", { id: PROJECT });
    const synthesized = synth(stack);
    expect(synthesized.data).toEqual({ aura_project: { project: { id: PROJECT } } });
    expect(project.toMetadata()).toEqual({});
  });

  it("finds the project by its name, and hands on its id", () => {
    const stack = newStack("prod", { app: newApp() });
    const project = new DataAuraProject(stack, "project", { name: "Orders" });
    new TerraformOutput(stack, "id", { value: project.id });
    const { data, output } = synth(stack);
    expect(data).toEqual({ aura_project: { project: { name: "Orders" } } });
    expect(output).toEqual({ id: { value: "${data.aura_project.project.id}" } });
  });
});

describe("data aura_snapshot", () => {
  it("reads the most recent snapshot of an instance, or the one of an id", () => {
    const stack = newStack("prod", { app: newApp() });
    const latest = new DataAuraSnapshot(stack, "latest", { instanceId: "2f49c2b3" });
    new DataAuraSnapshot(stack, "one", { instanceId: "2f49c2b3", snapshotId: "afdb4e9d" });
    new TerraformOutput(stack, "id", { value: latest.snapshotId });
    const { data, output } = synth(stack);
    expect(output).toEqual({ id: { value: "${data.aura_snapshot.latest.snapshot_id}" } });
    expect(data).toEqual({
      aura_snapshot: {
        latest: { instance_id: "2f49c2b3" },
        one: { instance_id: "2f49c2b3", snapshot_id: "afdb4e9d" },
      },
    });
  });
});
