import { readFileSync } from "node:fs";
import { join } from "node:path";
import { unknown } from "../../model/fact";
import { modelOf } from "../../model/model";
import { readPlans } from "../../model/read/read-plans";
import { ownerOf, rolesOn } from "../../review/cloud-keys";
import { keySection } from "../../review/key-table";
import { reviewPlans } from "../../review/review";
import { aCryptoKey, aKeyRing, GOOGLE_PROJECT, KEY_NAME } from "../../rules/google/example";
import { AURA_APPLICATION, aRoleAssignment, aVaultKey, PRINCIPAL_ID, VAULT_ID } from "../../rules/azure/example";

const NOT_YET = unknown("after apply");
const fact = <T>(value: T) => ({ known: true, value, source: "the plan" }) as const;

describe("the owner of a key", () => {
  it("is the subscription of its vault, in lower case, or unknown until there is one", () => {
    const subscription = VAULT_ID.split("/")[2] ?? "";
    const key = aVaultKey({ vaultId: fact(VAULT_ID.replace(subscription, subscription.toUpperCase())) });
    expect(ownerOf(key, modelOf([key]))).toBe(subscription);
    expect(ownerOf({ ...key, vaultId: NOT_YET }, modelOf([key]))).toBeUndefined();
  });

  it("is the project in its name, or that of its key ring", () => {
    const ring = aKeyRing({ project: fact(GOOGLE_PROJECT) });
    const key = aCryptoKey({ ring: ring.id, ringId: NOT_YET, keyId: NOT_YET });
    expect(ownerOf(key, modelOf([key, ring]))).toBe(GOOGLE_PROJECT);
    expect(ownerOf({ ...key, keyId: fact(KEY_NAME) }, modelOf([key]))).toBe(GOOGLE_PROJECT);
    expect(ownerOf(key, modelOf([key]))).toBeUndefined();
  });
});

describe("who has a role on a key in Azure", () => {
  it("is an application, or a principal whose application is not known", () => {
    const key = aVaultKey({ expectedPrincipals: [AURA_APPLICATION] });
    const role = aRoleAssignment({ key: key.id, applicationId: fact(AURA_APPLICATION) });
    const other = aRoleAssignment({
      id: "other",
      key: key.id,
      applicationId: NOT_YET,
      principalId: fact(PRINCIPAL_ID),
    });
    expect(rolesOn(key, modelOf([key, role, other]))).toEqual([
      { who: AURA_APPLICATION, expected: true },
      { who: PRINCIPAL_ID, expected: false },
    ]);
    expect(rolesOn(key, modelOf([key, { ...other, principalId: NOT_YET }]))).toBeUndefined();
    expect(rolesOn(key, modelOf([key]))).toEqual([]);
  });
});

it("a review shows a key of Google Cloud with its project, by its name in the estate, and what is encrypted with it", () => {
  const text = readFileSync(join(__dirname, "google-plans", "create-encrypted.json"), "utf8");
  const result = readPlans([
    { name: "one", text },
    { name: "two", text: readFileSync(join(__dirname, "google-plans", "create.json"), "utf8") },
  ]);
  if ("problems" in result) throw new Error("the plans cannot be read");
  const project = /"project":"([^"]+)"/.exec(text)?.[1] ?? "";
  const review = reviewPlans(result.reading, { now: new Date(0), accountNames: new Map([[project, "data"]]) });
  const rows = keySection(review)?.blocks.flatMap((block) => (block.kind === "table" ? block.rows : [])) ?? [];
  const aura = ["backup", "compute", "storage"].map(
    (name) => `\`aura-${name}-487c9050@neo4j-aura-simulated.iam.gserviceaccount.com\` (expected)`,
  );
  expect(rows).toEqual([
    ["`orders` (project `simulated-project` (data))", "`orders`", "`orders`", aura.join(", ")],
    ["`orders` (project `simulated-project` (data))", "`orders`", "none", "none"],
  ]);
});
