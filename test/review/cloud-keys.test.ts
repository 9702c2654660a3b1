import { readFileSync } from "node:fs";
import { join } from "node:path";
import { unknown } from "../../model/fact";
import { modelOf, type AnyNode } from "../../model/model";
import { readPlans } from "../../model/read/read-plans";
import { ownerOf, principalsOn } from "../../review/cloud-keys";
import { evidenceSections } from "../../review/evidence-sections";
import { renderMermaid } from "../../review/format/mermaid";
import { keySection } from "../../review/key-table";
import { reviewPlans } from "../../review/review";
import { placesOf } from "../../review/sections";
import type { InstanceEvidence, KeyEvidence, Review } from "../../review/types";
import { indexModel } from "../../rules/analysis";
import { aCryptoKey, aKeyRing, GOOGLE_PROJECT, KEY_NAME } from "../../rules/google/example";
import {
  AURA_APPLICATION,
  aRoleAssignment,
  aVault,
  aVaultKey,
  OTHER_APPLICATION,
  PRINCIPAL_ID,
  VAULT_ID,
} from "../../rules/azure/example";
import { INSTANCE, KEY, reviewOf, ROLE_ON_KEY, STATE, VAULT } from "../rules/azure/plan";
import { sampleReview } from "./sample";

const VERSION = "VERSION --key projects/simulated-project/locations/europe-west1/keyRings/aura/cryptoKeys/orders";
const googleText = (name: string): string => readFileSync(join(__dirname, "google-plans", `${name}.json`), "utf8");

/** The review of a plan of Google Cloud that Terraform made. */
function googleReview(name: string, change = (text: string): string => text): Review {
  const result = readPlans([{ name, text: change(googleText(name)) }]);
  if ("problems" in result) throw new Error(`${name} cannot be read`);
  return reviewPlans(result.reading, { now: new Date(0) });
}

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
  const key = aVaultKey({ expectedPrincipals: [AURA_APPLICATION.toUpperCase()] });
  const role = aRoleAssignment({ key: key.id, applicationId: fact(AURA_APPLICATION) });
  const on = (...nodes: readonly AnyNode[]) => principalsOn(key, indexModel(modelOf([key, aVault(), ...nodes])));

  it("is an application, or a principal whose application is not known", () => {
    const other = aRoleAssignment({
      id: "other",
      key: key.id,
      applicationId: NOT_YET,
      principalId: fact(PRINCIPAL_ID),
    });
    expect(on(role, other)).toEqual([
      { who: `application ${AURA_APPLICATION}`, expected: true },
      { who: `principal ${PRINCIPAL_ID}`, expected: false },
    ]);
    expect(on(role, { ...other, principalId: NOT_YET })).toBeUndefined();
    expect(on()).toEqual([]);
  });

  it("counts a role on the vault, but not one that has nothing to do with keys", () => {
    const onVault = aRoleAssignment({ id: "vault", vault: "prod/acme-aura", applicationId: fact(OTHER_APPLICATION) });
    expect(on(onVault)).toEqual([{ who: `application ${OTHER_APPLICATION}`, expected: false }]);
    expect(on({ ...onVault, role: fact("Reader") })).toEqual([]);
    expect(on(aRoleAssignment({ key: undefined, scope: NOT_YET }))).toBeUndefined();
  });
});

describe("what cannot be undone in Azure", () => {
  const goneIn = (changes: Parameters<typeof reviewOf>[0], features?: Readonly<Record<string, unknown>>) =>
    reviewOf(changes, { ...(features && { features }) }).irreversible;
  const keyIsGone = { [KEY]: { after: null } };
  const unprotected = { [VAULT]: { before: { ...STATE[VAULT], purge_protection_enabled: false } } };

  it("is the deletion of a key, until the vault no longer retains it", () => {
    expect(goneIn(keyIsGone)).toEqual([
      {
        on: { address: KEY, name: "orders" },
        what: "the deletion of the key, which cannot be used from then on",
        until: "2027-02-27",
        undo: "`az keyvault key recover --vault-name acme-aura --name orders`, then give Aura its role again if it is gone, and import the key",
      },
    ]);
  });

  it("is the deletion of a vault, which its keys go with", () => {
    expect(goneIn({ ...keyIsGone, [VAULT]: { after: null } })).toEqual([
      {
        on: { address: VAULT, name: "acme-aura" },
        what: "the deletion of the vault with its keys, which cannot be used from then on; its role assignments are deleted for good",
        until: "2027-02-27",
        undo: "`az keyvault recover --name acme-aura`, then give the roles on its keys again, and import vault and keys",
      },
    ]);
  });

  it("has no day where it may be purged at once", () => {
    expect(goneIn({ ...keyIsGone, ...unprotected })).toEqual([
      {
        on: { address: KEY, name: "orders" },
        what: "the deletion of the key, which cannot be used from then on; it may be purged at once: the vault has no purge protection",
      },
    ]);
    expect(goneIn({ ...keyIsGone, [VAULT]: undefined })).toMatchObject([
      { what: expect.stringMatching(/: whether its vault has purge protection is not known$/) as unknown },
    ]);
  });

  it("has a day where the provider does not purge", () => {
    const replaced = {
      [KEY]: { ...{ actions: ["delete", "create"], replaceBy: ["key_size"] }, after: { key_size: 4096 } },
    };
    const kept = { purge_soft_deleted_keys_on_destroy: false };
    expect(goneIn({ ...replaced, ...unprotected }, kept)).toMatchObject([{ until: "2027-02-27" }]);
    expect(goneIn({ ...replaced, ...unprotected })[0]).not.toHaveProperty("until");
  });
});

it("the destruction of a version in Google Cloud cannot be undone after the waiting period of its key", () => {
  expect(googleReview("version-destroyed").irreversible).toEqual([
    {
      on: { address: "google_kms_crypto_key_version.orders" },
      what: "the destruction of the version of the key, which is unusable at once: what it encrypted cannot be read",
      until: "1970-01-31",
      undo: `\`gcloud kms keys versions restore ${VERSION}\`, then \`gcloud kms keys versions enable ${VERSION}\`, and import the version`,
    },
  ]);
  expect(googleReview("all-destroyed").irreversible.map(({ on }) => on.name)).toEqual(["orders", "orders"]);
});

describe("one key has one name", () => {
  it("in Google Cloud: that of the key, whatever Terraform calls it", () => {
    const review = googleReview("key-deleted", (text) =>
      text
        .replaceAll("google_kms_crypto_key.orders", "google_kms_crypto_key.main")
        .replaceAll(/("type":"google_kms_crypto_key","name":)"orders"/g, '$1"main"'),
    );
    expect(review.reason).toBe("all versions of key orders will be scheduled for destruction");
    expect(review.findings.map(({ on }) => on)).toContainEqual({
      address: "google_kms_crypto_key.main",
      name: "orders",
    });
    expect(JSON.stringify(review)).not.toContain("key main");
  });

  it("and a role is called by what it is and who has it; a headline with the name of the key says enough", () => {
    const { reason, findings } = googleReview("member-destroyed");
    expect(reason).toBe("this plan revokes Aura's access to key orders; and 1 more finding");
    expect(findings[0]?.on).toEqual({
      address: "google_kms_crypto_key_iam_member.backup-viewer",
      name: "cloudkms.viewer for aura-backup-487c9050@neo4j-aura-simulated.iam.gserviceaccount.com",
    });
    const [blocked] = reviewOf({ [ROLE_ON_KEY]: { after: null } }).findings;
    expect(blocked?.on).toEqual({
      address: ROLE_ON_KEY,
      name: `Key Vault Crypto Service Encryption User for application ${AURA_APPLICATION}`,
    });
  });
});

it("the diagram and the lines under the verdict name the key, and what owns it, in the words of its cloud", () => {
  const azure = reviewOf({ [INSTANCE]: { after: { memory: "16GB" } } });
  expect(placesOf(azure)).toEqual(["in subscription `99999999-0000-4000-8000-000000000001`, `westeurope`"]);
  expect(renderMermaid(azure)).toContain(
    'subgraph g1 ["subscription 99999999-0000-4000-8000-000000000001"]\n    n0[("Key Vault key<br/>orders<br/>westeurope")]\n',
  );
  const google = googleReview("create");
  expect(placesOf(google)).toEqual(["in project `simulated-project`, `europe-west1`"]);
  expect(renderMermaid(google)).toContain(
    'subgraph g1 ["project simulated-project"]\n    n0[("Cloud KMS key<br/>orders<br/>europe-west1<br/>CREATED")]:::changed\n',
  );
});

describe("the evidence of an account", () => {
  const evidence = (keys: readonly KeyEvidence[], instances: readonly InstanceEvidence[] = []) => {
    const review: Review = {
      ...sampleReview(),
      evidence: { checkedAt: "2026-11-29T10:00:00Z", identities: [], keys, instances },
    };
    return evidenceSections(review);
  };
  const tableOf = (title: string, ...args: Parameters<typeof evidence>) =>
    evidence(...args)
      .filter((section) => section.title === title)
      .flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === "table" ? [block.head, ...block.rows] : [])));
  const aws = {
    on: { address: "aws_kms_key.a" },
    arn: "arn:aws:kms:eu-west-1:111122223333:key/a",
    rotation: { enabled: true },
  };
  const azure = { on: { address: "azurerm_key_vault_key.b" }, cloud: "azure" as const, id: "https://v/keys/b/1" };

  it("calls what identifies a key ARN where all are in AWS, and says of these alone what an account stands for", () => {
    expect(tableOf("Keys", [aws])[0]?.slice(0, 2)).toEqual(["Key", "ARN"]);
    expect(JSON.stringify(evidence([aws]))).toContain("An account in the table of access stands for");
    expect(JSON.stringify(evidence([azure]))).not.toContain("An account in the table of access stands for");
  });

  it("calls it an identifier where one is elsewhere, and does not say that such a key was never rotated", () => {
    const rows = tableOf("Keys", [aws, { ...azure, rotation: { enabled: true } }]);
    expect(rows.map((row) => [row[1], row[5]])).toEqual([
      ["Identifier", "Last rotated"],
      ["`arn:aws:kms:eu-west-1:111122223333:key/a`", "never"],
      ["`https://v/keys/b/1`", "unknown"],
    ]);
    const databases = tableOf(
      "Databases",
      [azure],
      [
        {
          on: { address: "aura_instance.b" },
          customerManagedKey: { address: "aura_customer_managed_key.b" },
          keyId: "https://v/keys/b/1",
        },
      ],
    );
    expect(databases.map((row) => row.at(-1))).toEqual(["Key", "`https://v/keys/b/1`"]);
  });
});

it("a review shows a key of Google Cloud with its project, by its name in the estate, and what is encrypted with it", () => {
  const text = googleText("create-encrypted");
  const result = readPlans([
    { name: "one", text },
    { name: "two", text: googleText("create") },
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
