import { error, ProviderError, type Block, type Listed, type Provider, type Resource } from "../../../provider/plugin";
import { terraformClient, type TerraformClient } from "../support/terraform-client";

const text = { type: "string" } as const;
const schema: Block = {
  attributes: { id: { ...text, computed: true, description: "Id of the toy." }, name: { ...text, required: true } },
};
const ERROR = 1;
/** The messages have one type for what Terraform sends and what it gets; a value that is not there is left out. */
const BALL = { id: "1", name: "ball" };
const IDENTITY = { identity_data: { id: "1" } };

/** Resolves when a search that never ends by itself was ended. */
let leave: () => void;
const left = new Promise<void>((resolve) => (leave = resolve));

/** Toys without end. */
async function* endless(): AsyncGenerator<Listed> {
  try {
    for (let id = 1; ; id++) {
      yield { name: `toy ${id}`, state: { id: String(id), name: "x" } };
      await new Promise(setImmediate);
    }
  } finally {
    leave();
  }
}

/** A resource with everything that Terraform 1.12 and 1.14 can ask for. */
const toy: Resource<null> = {
  schema,
  identity: "id",
  create: async (planned) => ({ state: { ...planned, id: "1" } }),
  read: async (state) => ({ state: state["name"] === "gone" ? null : state }),
  import: async (id) => ({ state: { id, name: "ball" } }),
  move: ({ type, state }) =>
    type === "other_toy" ? { state: { id: state["key"] ?? null, name: "ball" }, private: { moved: true } } : undefined,
  list: {
    schema: { attributes: { prefix: { ...text, required: true } } },
    validate: ({ prefix }) => (prefix === "" ? [error("Empty prefix", "Set it.", "prefix")] : []),
    async *find({ prefix }) {
      if (prefix === "endless") yield* endless();
      for (const id of ["1", "2", "3"]) {
        if (prefix === "broken" && id === "2") throw new ProviderError(error("No answer", "The shop is closed."));
        yield {
          name: prefix === "hidden" ? "toy \u202e\u001b[31m1" : `toy ${id}`,
          state: { id, name: `${String(prefix)}${id}` },
        } satisfies Listed;
      }
    },
  },
};
const provider: Provider<null> = {
  schema: { attributes: {} },
  resources: { toy, plain: { schema, create: async (planned) => ({ state: planned }) } },
  configure: async () => null,
};

describe("the newer calls of the protocol, over gRPC", () => {
  let terraform: TerraformClient;
  beforeAll(async () => {
    terraform = await terraformClient(provider);
    await terraform.call("ConfigureProvider", { config: {} });
  });
  afterAll(() => terraform.stop());

  it("announces moves and searches", async () => {
    const capabilities = { get_provider_schema_optional: true, plan_destroy: true, move_resource_state: true };
    expect(await terraform.call("GetMetadata")).toEqual({
      server_capabilities: capabilities,
      resources: [{ type_name: "toy" }, { type_name: "plain" }],
      list_resources: [{ type_name: "toy" }],
    });
    const { server_capabilities, list_resource_schemas } = await terraform.call("GetProviderSchema");
    expect(server_capabilities).toEqual(capabilities);
    const prefix = { name: "prefix", type: Buffer.from('"string"'), required: true };
    expect(list_resource_schemas).toMatchObject({ toy: { block: { attributes: [prefix] } } });
  });

  it("has an identity for each resource that has one", async () => {
    expect(await terraform.call("GetResourceIdentitySchemas")).toEqual({
      identity_schemas: {
        toy: {
          identity_attributes: [
            { name: "id", type: Buffer.from('"string"'), required_for_import: true, description: "Id of the toy." },
          ],
        },
      },
    });
  });

  it("keeps the part of a stored identity that it knows", async () => {
    const raw_identity = { id: "1", shelf: "top" };
    const answer = await terraform.call("UpgradeResourceIdentity", { type_name: "toy", version: 7, raw_identity });
    expect(answer).toEqual({ upgraded_identity: IDENTITY });
  });

  it("returns the identity of what it has read, planned, made and imported", async () => {
    const type_name = "toy";
    const read = await terraform.call("ReadResource", { type_name, current_state: BALL });
    const changed = { type_name, prior_state: BALL, config: { ...BALL, id: null }, proposed_new_state: BALL };
    const plan = await terraform.call("PlanResourceChange", changed);
    const applied = await terraform.call("ApplyResourceChange", { type_name, prior_state: null, planned_state: BALL });
    const imported = await terraform.call("ImportResourceState", { type_name, id: "1" });
    expect([read["new_identity"], plan["planned_identity"], applied["new_identity"]]).toEqual(Array(3).fill(IDENTITY));
    expect(imported["imported_resources"]).toEqual([expect.objectContaining({ state: BALL, identity: IDENTITY })]);
  });

  it("has no identity for what does not exist yet, or any more", async () => {
    const type_name = "toy";
    const created = { type_name, prior_state: null, config: { ...BALL, id: null }, proposed_new_state: BALL };
    const answers = [
      await terraform.call("PlanResourceChange", created),
      await terraform.call("ReadResource", { type_name, current_state: { ...BALL, name: "gone" } }),
      await terraform.call("ApplyResourceChange", { type_name, prior_state: BALL, planned_state: null }),
      await terraform.call("ReadResource", { type_name: "plain", current_state: BALL }),
    ];
    expect(answers.filter((answer) => "planned_identity" in answer || "new_identity" in answer)).toEqual([]);
  });

  it("imports by identity as by id", async () => {
    const answer = await terraform.call("ImportResourceState", {
      type_name: "toy",
      identity: { identity_data: { id: "42" } },
    });
    expect(answer["imported_resources"]).toMatchObject([
      { state: { id: "42" }, identity: { identity_data: { id: "42" } } },
    ]);
  });

  it("takes over an object of another provider", async () => {
    const answer = await terraform.call("MoveResourceState", {
      source_provider_address: "registry.example.com/shop/other",
      source_type_name: "other_toy",
      source_schema_version: 3,
      source_state: { key: "1", old: true },
      source_private: Buffer.from("not ours"),
      target_type_name: "toy",
    });
    expect(answer).toEqual({
      target_state: BALL,
      target_private: Buffer.from('{"moved":true}'),
      target_identity: IDENTITY,
    });
  });

  it("refuses an object that it cannot take over", async () => {
    const move = (target_type_name: string) =>
      terraform.call("MoveResourceState", {
        source_provider_address: "registry.example.com/shop/other",
        source_type_name: "other_game",
        source_state: {},
        target_type_name,
      });
    const detail = (name: string) => `${name} cannot take over other_game of registry.example.com/shop/other.`;
    for (const name of ["toy", "plain"])
      expect((await move(name))["diagnostics"]).toEqual([
        { severity: ERROR, summary: "The move is not supported", detail: detail(name) },
      ]);
  });

  it("lists what there is, with the whole object where Terraform asks for it", async () => {
    const request = { type_name: "toy", config: { prefix: "x" }, limit: 100 };
    const event = (id: string) => ({ identity: { identity_data: { id } }, display_name: `toy ${id}` });
    expect(await terraform.stream("ListResource", request)).toEqual([event("1"), event("2"), event("3")]);
    const full = await terraform.stream("ListResource", { ...request, include_resource_object: true });
    expect(full[1]).toEqual({ ...event("2"), resource_object: { id: "2", name: "x2" } });
  });

  it("stops at the limit", async () => {
    const request = { type_name: "toy", config: { prefix: "x" }, limit: 2 };
    expect(await terraform.stream("ListResource", request)).toHaveLength(2);
  });

  it("stops searching when Terraform has enough, however many answers were on their way", async () => {
    const request = { type_name: "toy", config: { prefix: "endless" }, limit: 2 ** 40 };
    const [first] = await terraform.stream("ListResource", request, 1);
    expect(first).toMatchObject({ display_name: "toy 1" });
    // Otherwise the search, and this test, never ends.
    await left;
  });

  it("shows what cannot be seen in a name, which Terraform prints as it is", async () => {
    const [{ display_name } = {}] = await terraform.stream("ListResource", {
      ...{ type_name: "toy", config: { prefix: "hidden" }, limit: 1 },
    });
    expect(display_name).toBe("toy \\u202e\\u001b[31m1");
  });

  it("ends a search with the error that stopped it", async () => {
    const events = await terraform.stream("ListResource", { type_name: "toy", config: { prefix: "broken" }, limit: 9 });
    expect(events).toHaveLength(2);
    expect(events[1]).toEqual({
      diagnostic: [{ severity: ERROR, summary: "No answer", detail: "The shop is closed." }],
    });
  });

  it("checks the arguments of a search", async () => {
    const validate = (type_name: string, prefix: string) =>
      terraform.call("ValidateListResourceConfig", { type_name, config: { prefix } });
    expect(await validate("toy", "x")).toEqual({});
    expect((await validate("toy", ""))["diagnostics"]).toMatchObject([{ summary: "Empty prefix" }]);
    expect((await validate("plain", "x"))["diagnostics"]).toMatchObject([
      { summary: "Not a list resource", detail: "plain cannot be listed." },
    ]);
  });
});
