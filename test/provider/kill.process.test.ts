import { describeWithTerraform } from "../support/terraform";
import { noContainers, prepare, strike, type Blow, type Prepared } from "./support/kill";

/** One of each kind; at every call and moment: kill.drill.test.ts. */
const ROWS: readonly (Omit<Blow, "backend"> & { readonly lost?: true })[] = [
  { scenario: "create", call: "POST /v1/instances", moment: "late", victim: "terraform", place: "machine" },
  { scenario: "create", call: "POST /v1/instances", moment: "answered", victim: "both", place: "container" },
  {
    scenario: "create",
    call: "POST /v1/instances",
    moment: "unanswered",
    victim: "provider",
    place: "machine",
    lost: true,
  },
  { scenario: "update", call: "PATCH /v1/instances/*", moment: "late", victim: "terraform", place: "machine" },
];

describeWithTerraform("an apply with a remote state that is killed", () => {
  let prepared: Prepared;
  let noContainer: string | undefined;
  beforeAll(async () => {
    noContainer = await noContainers();
    prepared = await prepare("http");
  });
  afterAll(() => prepared.remove());

  it.each(ROWS)(
    "$victim at $call, $moment, in a $place: the next apply puts it right",
    async ({ lost = false, ...row }) => {
      if (row.place === "container" && noContainer !== undefined)
        return void process.stderr.write(`SKIPPED: no namespace of processes for a container: ${noContainer}\n`);
      expect(await strike(prepared, { ...row, backend: "http" })).toEqual({ problems: [], isPasswordLost: lost });
    },
  );
});
