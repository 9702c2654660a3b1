import type { KeyRecord } from "../../../provider/aura-api";
import type { ObjectValue } from "../../../provider/plugin";
import { planInstance } from "../../../provider/resources/instance-plan";
import { contextOf } from "../support/context";

const PRIOR: ObjectValue = {
  id: "0badcafe",
  project_id: "p",
  name: "orders",
  cloud_provider: "aws",
  region: "eu-west-1",
  type: "enterprise-db",
  memory: "8GB",
  customer_managed_key_id: "8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9",
};

/** A customer managed key of the instance's project, cloud, region and product. */
const RECORD: KeyRecord = {
  id: "8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9",
  name: "prod",
  created: "2026-01-01T00:00:00Z",
  key_id: "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  tenant_id: "p",
  cloud_provider: "aws",
  region: "eu-west-1",
  instance_type: "enterprise-db",
  status: "ready",
};

/** Plans a change of the instance, and says which keys were read for it. */
async function plan(change: ObjectValue, record: Partial<KeyRecord> = {}) {
  const read: string[] = [];
  const api = {
    getKey: (id: string) => {
      read.push(id);
      return Promise.resolve({ ...RECORD, ...record, id });
    },
    getProject: (id: string) => Promise.resolve({ id }),
  };
  const planned = { ...PRIOR, ...change };
  const { diagnostics } = await planInstance(
    { config: planned, prior: PRIOR, planned, requiresReplace: [] },
    contextOf(api),
  );
  return { read, diagnostics };
}

describe("the plan of an instance that is encrypted with a customer managed key", () => {
  it("is refused when the product alone changes to one that the key is not for", async () => {
    expect(await plan({ type: "business-critical" })).toEqual({
      read: [RECORD.id],
      diagnostics: [
        {
          severity: "error",
          summary: "The customer managed key does not match the type of the instance",
          detail:
            `Customer managed key ${RECORD.id} ("prod") has instance_type enterprise-db, the instance has type business-critical. ` +
            "Aura would refuse it: use a customer managed key with the instance's project, cloud, region and product.",
          path: ["type"],
        },
      ],
    });
  });

  it.each(["project_id", "cloud_provider", "region", "type"])("reads the key when %s alone changes", async (name) => {
    const { read, diagnostics } = await plan({ [name]: "another" });
    expect(read).toEqual([RECORD.id]);
    expect(diagnostics?.map(({ path }) => path)).toEqual([[name]]);
  });

  it("reads the other key when the key alone changes", async () => {
    const other = "2ad1f5a2-0b3c-4a9b-b5e4-0f3c1f6e8d11";
    const { read, diagnostics } = await plan({ customer_managed_key_id: other }, { region: "us-east-1" });
    expect(read).toEqual([other]);
    expect(diagnostics?.map(({ path }) => path)).toEqual([["region"]]);
  });

  it("reads no key for any other change", async () => {
    expect(await plan({ name: "invoices", memory: "16GB" })).toEqual({ read: [], diagnostics: [] });
  });
});
