import type { Context, Outcome, PlanRequest, Resource } from "../../../provider/plugin";
import { error, ProviderError, UNKNOWN } from "../../../provider/plugin";
import type { Aura } from "../../../provider/resources/aura";
import { withDeletionProtection } from "../../../provider/resources/deletion-protection";

const THING = { id: "1", name: "orders", deletion_protection: true };
const UNPROTECTED = { ...THING, deletion_protection: false };

function protectedThing(more: Partial<Resource<Aura>> = {}) {
  const schema = { attributes: { name: { type: "string", required: true } } } as const;
  const thing: Resource<Aura> = { schema, create: async (planned) => ({ state: { ...planned, id: "1" } }), ...more };
  return withDeletionProtection(thing, { noun: "Thing", loss: "All is lost." });
}
const context = (kept = {}) => ({ private: kept }) as Context<Aura>;
const plan = async (request: Partial<PlanRequest>, kept = {}) => {
  const whole = { config: {}, prior: THING, planned: THING, requiresReplace: [], ...request };
  const refined = await protectedThing().plan?.(whole, context(kept));
  return [refined?.diagnostics?.map(({ summary, path }) => [summary, ...(path ?? [])]), refined?.private];
};

it("is true by default, in place and optional", () => {
  expect(protectedThing().schema.attributes["deletion_protection"]).toMatchObject({
    ...{ type: "bool", optional: true, computed: true, default: true },
  });
});

it.each([
  [{ id: "1" }, true],
  [{ id: "1", deletion_protection: null }, true],
  [{ id: "1", deletion_protection: true }, true],
  [{ id: "1", deletion_protection: false }, false],
])("is, for the stored state %j, %s", (stored, expected) => {
  expect(protectedThing().upgrade?.(stored)).toEqual({ id: "1", deletion_protection: expected });
});

it("refuses deletion in the plan unless it is false in the state", () => {
  const summaries = (prior: object) =>
    protectedThing()
      .planDelete?.({ ...prior })
      .map(({ summary }) => summary);
  const refused = ['Thing "orders" (1) is protected from deletion'];
  expect(
    [THING, { ...THING, deletion_protection: null }, { id: "1", name: "orders" }, UNPROTECTED].map(summaries),
  ).toEqual([refused, refused, refused, []]);
});

it("refuses deletion in the apply unless it is false in the state", async () => {
  const deleted: unknown[] = [];
  const thing = protectedThing({ delete: async (prior) => void deleted.push(prior) as undefined });
  await expect(thing.delete?.(THING, context())).rejects.toThrow(ProviderError);
  await thing.delete?.(UNPROTECTED, context());
  expect(deleted).toEqual([UNPROTECTED]);
});

it("refuses a replacement for each attribute that forces it, whatever the configuration says", async () => {
  const planned = { ...UNPROTECTED, name: "other", id: UNKNOWN };
  const refused = 'Thing "orders" (1) is protected from replacement';
  expect(await plan({ planned, requiresReplace: ["name", "id"] })).toEqual([
    [
      [refused, "name"],
      [refused, "id"],
    ],
    { replaces_protected: true },
  ]);
  expect(await plan({ prior: UNPROTECTED, planned, requiresReplace: ["name"] })).toEqual([[], {}]);
});

it("refuses `-replace`, of which only the second plan knows, and no creation", async () => {
  const created = { prior: null, planned: { ...THING, id: UNKNOWN } };
  expect(await plan(created, { replaces_protected: true, imported: true })).toEqual([
    [['Thing "orders" is protected from deletion']],
    { imported: true },
  ]);
  expect(await plan(created)).toEqual([[], {}]);
});

it("keeps what the resource itself finds wrong with a plan, and its refinement", async () => {
  const found = error("Wrong", "It is.");
  const thing = protectedThing({
    plan: async () => ({ planned: UNPROTECTED, requiresReplace: [], diagnostics: [found] }),
  });
  const request = { config: {}, prior: THING, planned: THING, requiresReplace: ["name"] };
  expect(await thing.plan?.(request, context())).toMatchObject({ planned: UNPROTECTED, diagnostics: [found] });
});

it("keeps the value of the state when it is read, and is true after an import", async () => {
  const found: Outcome = { state: { id: "1", name: "orders" } };
  const thing = protectedThing({ read: async () => found, import: async () => found });
  expect([
    await thing.read?.(UNPROTECTED, context()),
    await thing.read?.(THING, context()),
    await thing.import?.("1", context()),
    await protectedThing({ read: async () => ({ state: null }) }).read?.(THING, context()),
  ]).toEqual([{ state: UNPROTECTED }, { state: THING }, { state: THING }, { state: null }]);
});

it("does not protect an object whose creation failed, so that the next apply can replace it", async () => {
  const created = async (...diagnostics: ReturnType<typeof error>[]) =>
    protectedThing({ create: async (planned) => ({ state: planned, diagnostics }) }).create(THING, context());
  expect([(await created(error("Failed", "It did."))).state, (await created()).state]).toEqual([UNPROTECTED, THING]);
});
