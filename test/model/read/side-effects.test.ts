import * as s from "./support";

const KEY = "aws_kms_key.orders";
const unchanged = { address: KEY, before: s.KEY, after: s.KEY, actions: ["no-op"] };
const RUN = "terraform_data.run";
const FIX = "check what it does with the keys and instances of Aura before the apply";

/** The gaps of a plan with a key, and with a resource that has provisioners. */
function gaps(provisioners: readonly object[] | undefined, run: Partial<s.Entry> = { after: {} }, key = [unchanged]) {
  const { configuration } = s.configured({ [KEY]: {}, ...(provisioners && { [RUN]: {} }) }) as {
    configuration: { root_module: { resources: Record<string, unknown>[] } };
  };
  const [, block] = configuration.root_module.resources;
  if (block) block["provisioners"] = provisioners;
  const resources = configuration.root_module.resources.slice(key.length > 0 ? 0 : 1);
  const more = { configuration: { root_module: { resources } } };
  return s.readEntries([...key, { address: RUN, ...run }], more).plans[0]?.gaps;
}

const local = (command: object, more: object = {}) => ({ type: "local-exec", expressions: { command, ...more } });
const SCRIPT = local({ constant_value: "./deploy.sh" });
const WHAT = `provisioners of ${RUN} are not covered by this review`;
const WHY = "their commands can do anything with a key";

describe("provisioners", () => {
  it.each<[string, Partial<s.Entry>, string]>([
    ["created", { after: {} }, "created"],
    ["replaced", { before: {}, after: {}, actions: ["delete", "create"] }, "replaced"],
    ["destroyed", { before: {} }, "destroyed"],
  ])("of a resource that is %s are a gap", (_, run, when) => {
    expect(gaps([SCRIPT], run)).toEqual([{ what: WHAT, got: `${when}; ${WHY}`, fix: FIX }]);
  });

  it("do not run when the resource stays or is updated", () => {
    expect(gaps([SCRIPT], { before: {}, after: {}, actions: ["no-op"] })).toEqual([]);
    expect(gaps([SCRIPT], { before: {}, after: {}, actions: ["update"] })).toEqual([]);
  });

  it.each([
    ["whose command is known at apply", local(s.refersTo("self.input"))],
    ["whose command calls AWS", local({ constant_value: "echo; aws kms disable-key" })],
    ["whose command names AWS", local({ constant_value: "echo aws kms disable-key" })],
    ["with another interpreter", local({ constant_value: "true" }, { interpreter: { constant_value: ["python"] } })],
    ["on another machine", { type: "remote-exec", expressions: { inline: { constant_value: ["true", "./x"] } } }],
    ["that run a script on another machine", { type: "remote-exec", expressions: { script: { constant_value: "x" } } }],
  ])("%s are a gap", (_, provisioner) => {
    expect(gaps([provisioner])).toHaveLength(1);
  });

  it.each([
    ["only print", local({ constant_value: "echo done" })],
    ["only wait", { type: "remote-exec", expressions: { inline: { constant_value: ["sleep 5", "true"] } } }],
    ["only copy a file", { type: "file", expressions: { source: { constant_value: "a" } } }],
  ])("that %s are none", (_, provisioner) => {
    expect(gaps([provisioner])).toEqual([]);
  });

  it("in a plan without anything of Aura are a gap where they are about keys", () => {
    expect(gaps([SCRIPT], { after: {} }, [])).toEqual([]);
    expect(gaps([local({ constant_value: "aws kms put-key-policy" })], { after: {} }, [])).toHaveLength(1);
    expect(gaps([SCRIPT], { after: { input: "alias/neo4j-aura/orders" } }, [])).toHaveLength(1);
  });

  it("of a `removed` block are a gap, because the plan does not show them", () => {
    expect(gaps(undefined, { before: { input: null } })).toEqual([
      { what: WHAT, got: "destroyed; those of a `removed` block would run, and the plan does not show them", fix: FIX },
    ]);
    const guard = { address: "terraform_data.keys_orders_StatementGuard_4C10E754[0]", before: { input: null } };
    expect(gaps(undefined, guard)).toEqual([]);
    expect(gaps([], { before: { input: null } })).toEqual([]);
  });
});

describe("actions", () => {
  const invocation = (more: object = {}) => ({
    address: "action.aws_lambda_invoke.retire",
    type: "aws_lambda_invoke",
    config_values: { function_name: "retire" },
    ...more,
  });
  const lifecycle = {
    lifecycle_action_trigger: { triggering_resource_address: KEY, action_trigger_event: "AfterUpdate" },
  };
  const read = (more: object, ...entries: s.Entry[]) => s.readEntries(entries, more).plans[0]?.gaps;
  const what = "action.aws_lambda_invoke.retire is not covered by this review";

  it("are a gap with what triggers them", () => {
    expect(read({ action_invocations: [invocation({ invoke_action_trigger: {} })] }, unchanged)).toEqual([
      { what, got: "invoked by this plan; what it calls can do anything with a key", fix: FIX },
    ]);
    expect(read({ action_invocations: [invocation(lifecycle)] }, unchanged)).toMatchObject([
      { what, got: `invoked after update of ${KEY}; what it calls can do anything with a key` },
    ]);
    const deferred = { reason: "unknown", action_invocation: invocation(lifecycle) };
    expect(read({ deferred_action_invocations: [deferred] }, unchanged)).toMatchObject([{ what }]);
  });

  it("in a plan without anything of Aura are a gap where they name it", () => {
    expect(read({ action_invocations: [invocation()] })).toEqual([]);
    const named = invocation({ config_values: { payload: "alias/neo4j-aura/orders" } });
    expect(read({ action_invocations: [named] })).toMatchObject([{ what }]);
  });
});
