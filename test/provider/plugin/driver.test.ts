import { Connection, type Request } from "../../../provider/plugin/driver";
import { error, ProviderError } from "../../../provider/plugin/diagnostics";
import type { Provider, Resource } from "../../../provider/plugin/schema";
import {
  fromDynamic,
  toDynamic,
  UNKNOWN,
  type DynamicValue,
  type ObjectValue,
  type Value,
} from "../../../provider/plugin/values";

const schema = {
  attributes: {
    id: { type: "string", computed: true },
    name: { type: "string", required: true, requiresReplace: true },
  },
} as const;
const THING = { id: "1", name: "a" };

describe("the driver", () => {
  const logged: string[] = [];
  const connection = (thing: Partial<Resource<string>> = {}, more: Partial<Provider<string>> = {}) =>
    new Connection<string>(
      {
        schema: { attributes: { secret: { type: "string", optional: true } } },
        resources: { toy: { schema, create: async (planned) => ({ state: { ...planned, id: "1" } }), ...thing } },
        configure: async ({ secret }) => {
          if (typeof secret !== "string") throw new ProviderError(error("secret is missing", "Set it.", "secret"));
          return secret;
        },
        ...more,
      },
      (level, message) => logged.push(`${level}: ${message}`),
    );
  type Answer = Record<string, unknown> & {
    diagnostics?: { severity: number; summary: string; detail: string; attribute?: object }[];
  };
  const call = async (
    on: Connection<string>,
    rpc: string,
    request: Record<string, Value | Uint8Array>,
  ): Promise<Answer> => {
    const values = ["config", "prior_state", "planned_state", "proposed_new_state", "current_state"];
    const encoded = Object.entries(request).map(([name, one]) => [
      name,
      values.includes(name) ? toDynamic(one as Value) : one,
    ]);
    return (await on.handlers[rpc]?.(Object.fromEntries(encoded) as Request)) as Answer;
  };
  const configured = async (thing: Partial<Resource<string>> = {}) => {
    const on = connection(thing);
    await call(on, "ConfigureProvider", { config: { secret: "s" } });
    return on;
  };
  const toy = (more: Record<string, Value | Uint8Array>) => ({ type_name: "toy", ...more });
  const state = (answer: Answer, name = "new_state") => fromDynamic(answer[name] as DynamicValue) as ObjectValue | null;

  it("refuses a value for a computed attribute", async () => {
    const answer = await call(connection(), "ValidateResourceConfig", toy({ config: { ...THING } }));
    expect(answer.diagnostics).toEqual([
      {
        severity: 1,
        summary: "id cannot be set",
        detail: "The provider computes id; remove it from the configuration.",
        attribute: { steps: [{ attribute_name: "id" }] },
      },
    ]);
  });

  it("keeps the error of a configuration that is not known yet, until somebody needs the client", async () => {
    const on = connection({ read: async (_, { client }) => ({ state: { id: client, name: "a" } }) });
    expect(await call(on, "ConfigureProvider", { config: { secret: UNKNOWN } })).toEqual({ diagnostics: [] });
    const answer = await call(on, "ReadResource", toy({ current_state: THING }));
    expect(answer.diagnostics?.map(({ summary }) => summary)).toEqual(["secret is missing"]);
    expect(state(answer)).toEqual(THING);
    expect((await call(on, "ConfigureProvider", { config: { secret: null } })).diagnostics).toHaveLength(1);
  });

  it("plans a change that needs a new object as such", async () => {
    const on = await configured();
    const planned = { id: "1", name: "b" };
    const answer = await call(
      on,
      "PlanResourceChange",
      toy({ prior_state: THING, config: { id: null, name: "b" }, proposed_new_state: planned }),
    );
    expect(answer["requires_replace"]).toEqual([{ steps: [{ attribute_name: "name" }] }]);
    expect(answer["legacy_type_system"]).toBe(false);
    expect(state(answer, "planned_state")).toEqual(planned);
  });

  it("plans a replacement for what changes inside of a block, too", async () => {
    const on = await configured({
      plan: async ({ planned }) => ({ planned, requiresReplace: [], replacePaths: [["block", 0, "name"], ["other"]] }),
    });
    const request = toy({ prior_state: THING, config: { id: null, name: "b" }, proposed_new_state: THING });
    expect((await call(on, "PlanResourceChange", request))["requires_replace"]).toEqual([
      { steps: [{ attribute_name: "block" }, { element_key_int: 0 }, { attribute_name: "name" }] },
      { steps: [{ attribute_name: "other" }] },
    ]);
  });

  it("keeps the object as it was when a change or a removal throws, and has none when a creation does", async () => {
    const fail = async () => {
      throw new ProviderError(error("No", "It did not work.", "name"));
    };
    const on = await configured({ create: fail, update: fail, delete: fail });
    const changed = { id: "1", name: "b" };
    const ends = await Promise.all([
      call(on, "ApplyResourceChange", toy({ prior_state: null, planned_state: changed })),
      call(on, "ApplyResourceChange", toy({ prior_state: THING, planned_state: changed })),
      call(on, "ApplyResourceChange", toy({ prior_state: THING, planned_state: null })),
    ]);
    expect(ends.map((end) => state(end))).toEqual([null, THING, THING]);
    expect(ends.map(({ diagnostics }) => diagnostics?.[0]?.summary)).toEqual(["No", "No", "No"]);
  });

  it("keeps an object that was made although something went wrong, and what is kept with it", async () => {
    const on = await configured({
      create: async (planned) => ({
        state: { ...planned, id: "1" },
        private: { imported: true },
        diagnostics: [error("Half", "done")],
      }),
    });
    const answer = await call(
      on,
      "ApplyResourceChange",
      toy({ prior_state: null, planned_state: { id: UNKNOWN, name: "a" } }),
    );
    expect([state(answer), answer.diagnostics?.[0]?.summary]).toEqual([THING, "Half"]);
    expect(Buffer.from(answer["private"] as Uint8Array).toString()).toBe('{"imported":true}');
  });

  it("reports a bug of its own as such, with the stack in the log only", async () => {
    const on = await configured({
      read: async () => {
        throw new TypeError("x is not a function");
      },
    });
    const { diagnostics = [] } = await call(on, "ReadResource", toy({ current_state: THING }));
    expect(diagnostics).toEqual([
      {
        severity: 1,
        summary: "Internal provider error",
        detail: "x is not a function. This is a bug in the provider; please report it.",
      },
    ]);
    expect(logged.at(-1)).toMatch(/^error: TypeError: x is not a function\n +at /);
  });

  it("stops what is under way, and starts afresh with the next configuration", async () => {
    const on = await configured({
      create: (planned, { signal }) =>
        new Promise((resolve) => {
          const end = () => resolve({ state: { ...planned, id: "stopped" } });
          if (signal.aborted) end();
          else signal.addEventListener("abort", end);
        }),
    });
    const apply = () =>
      call(on, "ApplyResourceChange", toy({ prior_state: null, planned_state: { id: UNKNOWN, name: "a" } }));
    const under = apply();
    await call(on, "StopProvider", {});
    expect(state(await under)).toEqual({ id: "stopped", name: "a" });
    await call(on, "ConfigureProvider", { config: { secret: "s" } });
    const open = await Promise.race([apply(), Promise.resolve("open")]);
    expect(open).toBe("open");
    on.stop();
  });

  it("brings a stored state into the shape of today's schema", async () => {
    const raw_state = { json: Buffer.from('{"name":"a","old":1}') };
    const answer = (await connection().handlers["UpgradeResourceState"]?.({ type_name: "toy", raw_state })) as Answer;
    expect(state(answer, "upgraded_state")).toEqual({ id: null, name: "a" });
  });

  it("asks the resource to upgrade a stored state of an earlier version", async () => {
    const on = connection({ version: 1, upgrade: (stored) => ({ ...stored, id: "upgraded" }) });
    const raw_state = { json: Buffer.from('{"name":"a"}') };
    const answer = (await on.handlers["UpgradeResourceState"]?.({ type_name: "toy", raw_state })) as Answer;
    expect(state(answer, "upgraded_state")).toEqual({ id: "upgraded", name: "a" });
  });

  it("asks the resource whether a deletion may be planned", async () => {
    const on = await configured({ planDelete: ({ name }) => (name === "a" ? [error("No", "It stays.")] : []) });
    const planned = (name: string) =>
      call(on, "PlanResourceChange", toy({ prior_state: { ...THING, name }, proposed_new_state: null }));
    const answers = [await planned("a"), await planned("b")];
    expect(answers.map((answer) => state(answer, "planned_state"))).toEqual([null, null]);
    expect(answers.map(({ diagnostics }) => diagnostics?.map(({ summary }) => summary))).toEqual([["No"], []]);
  });

  it("stores the private data of a plan with it, and those of the object when the plan has none", async () => {
    const planned = async (thing: Partial<Resource<string>>) => {
      const prior_private = Buffer.from('{"imported":true}');
      const values = { prior_state: THING, config: { ...THING, id: null }, proposed_new_state: THING };
      const answer = await call(await configured(thing), "PlanResourceChange", toy({ ...values, prior_private }));
      return Buffer.from(answer["planned_private"] as Uint8Array).toString();
    };
    expect(await planned({})).toBe('{"imported":true}');
    expect(await planned({ plan: async () => ({ private: { more: 1 } }) })).toBe('{"more":1}');
  });

  it("does not start with a schema that contradicts itself", () => {
    const attributes = {
      a: { type: "string", required: true, computed: true },
      b: { type: "string" },
      c: { type: "string", optional: true, default: "x" },
    } as const;
    expect(() => connection({ schema: { attributes } })).toThrow(
      "toy.a: required excludes optional and computed\ntoy.b: is neither required, optional nor computed\ntoy.c: a default needs optional and computed",
    );
    expect(() => connection({ schema: { attributes: { c: attributes.c } } }, { legacyTypeSystem: true })).not.toThrow();
  });

  it("does not start with a search for what has no identity, or with one that is no text", () => {
    const list = { schema: { attributes: { b: { type: "string" } } }, find: async function* () {} } as const;
    expect(() => connection({ list })).toThrow(
      "toy: its identity must be a text attribute\nsearch for toy.b: is neither required, optional nor computed",
    );
    expect(() => connection({ identity: "size" })).toThrow("toy: its identity must be a text attribute");
    expect(() => connection({ identity: "id" })).not.toThrow();
  });

  it("says so when it is asked for what it does not have", async () => {
    const answer = await call(await configured(), "ReadResource", { type_name: "other", current_state: THING });
    expect(answer.diagnostics?.[0]?.detail).toBe("This provider has no resource other.");
  });
});
