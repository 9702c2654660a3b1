import { TerraformVariable, type TerraformStack } from "cdktf";
import { AuraCloudKmsKey, AuraCustomerManagedKey, AuraGoogleProvider, EncryptedAuraInstance } from "../../constructs";
import { aGoogleKey, CLOUD_KMS_KEY_ID, SERVICE_ACCOUNTS, stackOfClouds } from "../support/other-clouds";
import {
  ACCOUNT,
  addresses,
  annotationsOf,
  newApp,
  newStack,
  only,
  outputOf,
  PROJECT,
  renderedProblems,
  synth,
  synthApp,
  synthText,
  variable,
} from "../support/synth";

const RING = "projects/acme-prod/locations/europe-west1/keyRings/aura";
const INSTANCE = { projectId: PROJECT, product: "AuraDB", memory: "8GB", region: "europe-west1" } as const;
const ofGoogle = (all: string[]): string[] => all.filter((address) => /^(google|terraform_data\.orders)/.test(address));

describe("with minimal properties", () => {
  it("creates a key, its ring and the guard, and lets nobody in", () => {
    const synthesized = synth(aGoogleKey().stack);
    expect(ofGoogle(addresses(synthesized))).toEqual([
      "google_kms_crypto_key.orders-key_218DA540",
      "google_kms_key_ring.orders-key_KeyRing_559A49FA",
      "terraform_data.orders-key_AccessGuard_50267604",
    ]);
    expect(only(synthesized, "google_kms_key_ring")).toEqual({
      lifecycle: { prevent_destroy: true },
      location: "europe-west1",
      name: "neo4j-aura-orders-key",
    });
    expect(only(synthesized, "google_kms_crypto_key")).toEqual({
      depends_on: ["terraform_data.orders-key_AccessGuard_50267604"],
      destroy_scheduled_duration: "2592000s",
      key_ring: "${google_kms_key_ring.orders-key_KeyRing_559A49FA.id}",
      lifecycle: { prevent_destroy: true },
      name: "orders-key",
      purpose: "ENCRYPT_DECRYPT",
      rotation_period: "7776000s",
    });
    expect(only(synthesized, "terraform_data", "AccessGuard")).toEqual({
      count: 0,
      lifecycle: { prevent_destroy: true },
    });
  });

  it("gives each service account both roles in phase 2, by resources named after both", () => {
    const synthesized = synth(aGoogleKey({ serviceAccounts: SERVICE_ACCOUNTS }).stack);
    expect(
      Object.entries(synthesized.resource["google_kms_crypto_key_iam_member"] ?? {}).map(
        ([name, { member, role, crypto_key_id, lifecycle, depends_on }]) => {
          expect([crypto_key_id, lifecycle, depends_on]).toEqual([
            "${google_kms_crypto_key.orders-key_218DA540.id}",
            { prevent_destroy: true },
            ["terraform_data.orders-key_AccessGuard_50267604"],
          ]);
          return `${name}: ${String(member)} ${String(role)}`;
        },
      ),
    ).toEqual([
      ...[
        ["backup", "9A371DFB"],
        ["compute", "48577821"],
        ["storage", "08F7D85D"],
      ].map(
        ([name, hash]) =>
          `orders-key_EncrypterDecrypter-aura-${name}neo4j-auraiamgserviceaccountcom_${hash}: serviceAccount:aura-${name}@neo4j-aura.iam.gserviceaccount.com roles/cloudkms.cryptoKeyEncrypterDecrypter`,
      ),
      ...[
        ["backup", "EAB6ABCE"],
        ["compute", "A2D26B71"],
        ["storage", "3D77919B"],
      ].map(
        ([name, hash]) =>
          `orders-key_Viewer-aura-${name}neo4j-auraiamgserviceaccountcom_${hash}: serviceAccount:aura-${name}@neo4j-aura.iam.gserviceaccount.com roles/cloudkms.viewer`,
      ),
    ]);
    expect(only(synthesized, "terraform_data", "AccessGuard")["count"]).toBe(1);
  });
});

it("the order of the service accounts makes no difference", () => {
  const textOf = (serviceAccounts: readonly string[]) => synthText(aGoogleKey({ serviceAccounts }).stack);
  expect(textOf(SERVICE_ACCOUNTS.toReversed())).toBe(textOf(SERVICE_ACCOUNTS));
});

it("passes every property on", () => {
  const stack = stackOfClouds();
  const provider = new AuraGoogleProvider(stack, "second", { project: "acme-other", alias: "second" }).resource;
  aGoogleKey(
    {
      ...{
        keyRingName: "ring",
        project: "acme-prod",
        keyName: "key",
        rotationPeriodInDays: 30,
        protectionLevel: "HSM",
      },
      ...{ destroyScheduledDurationInDays: 120, removalPolicy: "destroy", labels: { team: "graph" }, provider },
      serviceAccounts: SERVICE_ACCOUNTS,
    },
    stack,
  );
  const synthesized = synth(stack);
  expect(only(synthesized, "google_kms_key_ring")).toEqual({
    ...{ location: "europe-west1", name: "ring", project: "acme-prod", provider: "google.second" },
  });
  expect(only(synthesized, "google_kms_crypto_key")).toEqual({
    destroy_scheduled_duration: "10368000s",
    key_ring: "${google_kms_key_ring.orders-key_KeyRing_559A49FA.id}",
    ...{ labels: { team: "graph" }, name: "key", provider: "google.second", purpose: "ENCRYPT_DECRYPT" },
    rotation_period: "2592000s",
    version_template: { algorithm: "GOOGLE_SYMMETRIC_ENCRYPTION", protection_level: "HSM" },
  });
  expect(only(synthesized, "google_kms_crypto_key_iam_member", "Viewer-aura-backup")).toEqual({
    crypto_key_id: "${google_kms_crypto_key.orders-key_218DA540.id}",
    member: "serviceAccount:aura-backup@neo4j-aura.iam.gserviceaccount.com",
    ...{ provider: "google.second", role: "roles/cloudkms.viewer" },
  });
});

describe("a key ring that exists", () => {
  it("is named by its id, and none is created", () => {
    const { stack, key } = aGoogleKey({ keyRing: RING });
    const synthesized = synth(stack);
    expect([key.keyRing, only(synthesized, "google_kms_crypto_key")["key_ring"]]).toEqual([undefined, RING]);
    expect(synthesized.resource["google_kms_key_ring"]).toBe(undefined);
  });

  it("in another region is refused at synth, and by Terraform where it is known only at apply", () => {
    expect(
      renderedProblems(() => synth(aGoogleKey({ keyRing: RING.replace("europe-west1", "global") }).stack)),
    ).toEqual([
      "prod/orders-key: the key ring is in another location than the key: global in `keyRing`, and europe-west1 in `region`; expected: one " +
        "region; help: use a key ring in the region of the instances; a ring cannot be moved [key-region-matches-instance]",
    ]);
    const stack = stackOfClouds();
    aGoogleKey({ keyRing: variable(stack, "ring").stringValue }, stack);
    expect(only(synth(stack), "google_kms_crypto_key")["lifecycle"]).toEqual({
      precondition: [
        {
          condition: '${(element(split("/", var.ring), 3) == "europe-west1")}',
          error_message:
            'prod/orders-key: the key ring is in another location than the key: ${element(split("/", var.ring), 3)} in `keyRing`, and ' +
            "europe-west1 in `region`; expected: one region; help: use a key ring in the region of the instances; a ring cannot be moved " +
            "[key-region-matches-instance]",
        },
      ],
      prevent_destroy: true,
    });
  });
});

describe("a key ring of whose id only a part is known at synth", () => {
  const ringOf = (stack: TerraformStack, project: string, location: string) =>
    `projects/${project}/locations/${location}/keyRings/${variable(stack, "ring").stringValue}`;

  it("is compared at synth where its location is written", () => {
    const stack = stackOfClouds();
    aGoogleKey({ keyRing: ringOf(stack, "acme-prod", "us-east1") }, stack);
    expect(renderedProblems(() => synth(stack))).toEqual([
      "prod/orders-key: the key ring is in another location than the key: us-east1 in `keyRing`, and europe-west1 in `region`; expected: one " +
        "region; help: use a key ring in the region of the instances; a ring cannot be moved [key-region-matches-instance]",
    ]);
    const right = stackOfClouds();
    aGoogleKey({ keyRing: ringOf(right, variable(right, "project").stringValue, "europe-west1") }, right);
    expect(only(synth(right), "google_kms_crypto_key")["lifecycle"]).toEqual({ prevent_destroy: true });
  });

  it("is compared by Terraform where its location is not", () => {
    const stack = stackOfClouds();
    aGoogleKey({ keyRing: ringOf(stack, "acme-prod", variable(stack, "location").stringValue) }, stack);
    expect(only(synth(stack), "google_kms_crypto_key")["lifecycle"]).toMatchObject({
      precondition: [{ condition: '${(var.location == "europe-west1")}' }],
    });
  });
});

describe("what could never be right", () => {
  it("is told at once", () => {
    const { stack } = aGoogleKey({
      ...{ region: "europe", keyRingName: "a ring", project: "Acme Prod", keyName: "a/key", rotationPeriodInDays: 0 },
      ...{ destroyScheduledDurationInDays: 121, serviceAccounts: ["aura@example.com"] },
    });
    expect(renderedProblems(() => synth(stack))).toEqual([
      'prod/orders-key: `region` is not the id of a Google Cloud region: "europe"; expected: an id such as europe-west1; help: write the id as Google Cloud does, in lower case and without blanks [region-well-formed]',
      'prod/orders-key: `keyName` is not a name of Google Cloud KMS: "a/key"; expected: 1 to 63 letters, digits, _ and -; help: leave out the other characters [cloud-id-well-formed]',
      'prod/orders-key: `keyRingName` is not a name of Google Cloud KMS: "a ring"; expected: 1 to 63 letters, digits, _ and -; help: leave out the other characters [cloud-id-well-formed]',
      'prod/orders-key: `project` is not a project of Google Cloud: "Acme Prod"; expected: an id such as acme-prod; help: copy the id, not the name, from the Google Cloud console [cloud-id-well-formed]',
      "prod/orders-key: `rotationPeriodInDays` is out of range: 0; expected: 1 to 36500 whole days; help: use 90 [rotation-period-in-range]",
      "prod/orders-key: `destroyScheduledDurationInDays` is out of range: 121; expected: 1 to 120 whole days; help: use 30 [deletion-window-in-range]",
      'prod/orders-key: `serviceAccounts[0]` is not a service account: "aura@example.com"; expected: an e-mail address such as name@project.iam.gserviceaccount.com; help: copy the address from the Aura Console [aura-principal-well-formed]',
      "prod/orders-key: `serviceAccounts` does not name 3 service accounts: 1; expected: the 3 that the Aura Console shows; help: copy all of them; for phase 1, leave `serviceAccounts` out [aura-principal-well-formed]",
    ]);
  });

  it("is an account that is known only at apply, which no message shows", () => {
    const stack = stackOfClouds();
    aGoogleKey({ serviceAccounts: [variable(stack, "account").stringValue, ...SERVICE_ACCOUNTS.slice(1)] }, stack);
    expect(renderedProblems(() => synth(stack))).toEqual([
      "prod/orders-key: `serviceAccounts[0]` is not a literal: a value known only at apply; expected: an e-mail address; help: write the value of " +
        "`serviceAccounts[0]` itself: it is compared before anything is applied [needs-literal]",
      expect.stringMatching(
        /^prod\/orders-key: Aura lacks required roles on key orders-key: access for [-\w]+ and [-\w]+ only;/,
      ),
    ]);
  });

  it.each([
    ["allUsers", "allUsers, which is everybody", "copy the address from the Aura Console"],
    [
      "deleted:serviceAccount:a@b.iam.gserviceaccount.com?uid=1",
      "an account that was deleted",
      "copy the address from the Aura Console",
    ],
    ["user:ana@example.com", "a user", "copy the address from the Aura Console"],
    ["group:aura@neo4j.com", "a group", "copy the address from the Aura Console"],
    [
      "serviceAccount:aura-backup@neo4j-aura.iam.gserviceaccount.com",
      '"serviceAccount:aura-backup@neo4j-aura.iam.gserviceaccount.com"',
      'leave out the prefix: "aura-backup@neo4j-aura.iam.gserviceaccount.com"',
    ],
    [
      "Aura-Backup@neo4j-aura.iam.gserviceaccount.com ",
      '"Aura-Backup@neo4j-aura.iam.gserviceaccount.com "',
      "write it in lower case and without blanks",
    ],
    ["aura", '"aura"', "copy the address from the Aura Console"],
    ["", '""', "copy the address from the Aura Console"],
  ])("%s is no service account", (account, got, help) => {
    const [, ...others] = SERVICE_ACCOUNTS;
    const { stack } = aGoogleKey({ serviceAccounts: [account, ...others] });
    expect(renderedProblems(() => synth(stack))).toEqual([
      `prod/orders-key: \`serviceAccounts[0]\` is not a service account: ${got}; expected: an e-mail address such as ` +
        `name@project.iam.gserviceaccount.com; help: ${help} [aura-principal-well-formed]`,
    ]);
  });

  it.each([
    [[], "0"],
    [SERVICE_ACCOUNTS.slice(1), "2"],
    [[...SERVICE_ACCOUNTS, "aura-more@neo4j-aura.iam.gserviceaccount.com"], "4"],
    [[...SERVICE_ACCOUNTS.slice(1), SERVICE_ACCOUNTS[1] ?? ""], "2 different ones"],
  ])("there are three of them, not %j", (serviceAccounts, got) => {
    expect(renderedProblems(() => synth(aGoogleKey({ serviceAccounts }).stack))).toEqual([
      `prod/orders-key: \`serviceAccounts\` does not name 3 service accounts: ${got}; expected: the 3 that the Aura Console shows; help: copy ` +
        "all of them; for phase 1, leave `serviceAccounts` out [aura-principal-well-formed]",
    ]);
  });

  it("a value known only at apply is refused where it decides on access or protection", () => {
    const stack = stackOfClouds();
    const days = new TerraformVariable(stack, "days", { type: "number" }).numberValue;
    const account = variable(stack, "account").stringValue;
    aGoogleKey(
      { rotationPeriodInDays: days, destroyScheduledDurationInDays: days, serviceAccounts: [account, "", ""] },
      stack,
    );
    expect(renderedProblems(() => synth(stack)).filter((text) => text.includes("needs-literal"))).toEqual([
      "prod/orders-key: `rotationPeriodInDays` is not a literal: a value known only at apply; expected: 1 to 36500 whole days; help: write the value of `rotationPeriodInDays` itself: it is judged in the plan [needs-literal]",
      "prod/orders-key: `destroyScheduledDurationInDays` is not a literal: a value known only at apply; expected: 1 to 120 whole days; help: write the value of `destroyScheduledDurationInDays` itself: it is judged in the plan [needs-literal]",
      "prod/orders-key: `serviceAccounts[0]` is not a literal: a value known only at apply; expected: an e-mail address; help: write the value of `serviceAccounts[0]` itself: it is compared before anything is applied [needs-literal]",
    ]);
  });

  it("a setting of a new ring is refused beside a ring that exists, and so is a ring that is none", () => {
    const { stack } = aGoogleKey({ keyRing: "aura", keyRingName: "aura", project: "acme-prod" });
    expect(renderedProblems(() => synth(stack))).toEqual([
      'prod/orders-key: `keyRing` is not the id of a key ring: "aura"; expected: projects/PROJECT/locations/europe-west1/keyRings/NAME; help: copy it from `gcloud kms keyrings list --location REGION` [cloud-id-well-formed]',
      "prod/orders-key: `keyRingName` and `keyRing` exclude each other: both; expected: one of them; help: leave `keyRingName` out: it is of a new key ring [exclusive-props]",
      "prod/orders-key: `project` and `keyRing` exclude each other: both; expected: one of them; help: leave `project` out: it is of a new key ring [exclusive-props]",
    ]);
  });
});

describe("in phase 1", () => {
  it("the instance is deferred, and the next steps name the service accounts", () => {
    const { stack, key } = aGoogleKey();
    const orders = new EncryptedAuraInstance(stack, "orders", { ...INSTANCE, key });
    const synthesized = synth(stack);
    expect([orders.instance.deferred, synthesized.resource["aura_instance"]]).toEqual([true, undefined]);
    expect(outputOf(synthesized, "next_steps")["value"]).toBe(
      'Phase 1 of 2: Aura does not have access to key "orders" yet. After the deployment:\n' +
        `1. Open https://console.neo4j.io, project ${PROJECT}, Security, Customer Managed Keys.\n` +
        '2. Click the Edit icon of "orders" (record ${aura_customer_managed_key.orders_CustomerManagedKey_6FFB9DD9.id}, key ' +
        "${google_kms_crypto_key.orders-key_218DA540.id}) and copy the e-mail addresses of the three service accounts it shows.\n" +
        "3. Set `serviceAccounts` of key orders-key to them.\n" +
        "4. Deploy again: the accounts get their roles on the key, Aura turns the key ready, the instances are created.",
    );
    expect(annotationsOf(stack)).toEqual([
      "info prod/orders/CustomerManagedKey: Phase 1 of 2: output orders_next_steps says what to do after the deployment",
    ]);
  });
});

describe("in phase 2", () => {
  it("the key is registered by its name, and the instance is created after Aura has access", () => {
    const { stack, key } = aGoogleKey({ serviceAccounts: SERVICE_ACCOUNTS });
    const orders = new EncryptedAuraInstance(stack, "orders", { ...INSTANCE, key });
    const synthesized = synth(stack);
    expect(orders.key.members).toHaveLength(6);
    expect(only(synthesized, "aura_customer_managed_key")).toMatchObject({
      ...{ cloud_provider: "gcp", region: "europe-west1", key_id: "${google_kms_crypto_key.orders-key_218DA540.id}" },
    });
    const instance = only(synthesized, "aura_instance");
    expect([instance["cloud_provider"], (instance["depends_on"] as string[]).length]).toEqual(["gcp", 6]);
    expect(synthesized.output["orders_key_id"]).toEqual({
      description: "Resource name of the key that Aura knows as orders",
      value: "${google_kms_crypto_key.orders-key_218DA540.id}",
    });
    expect(annotationsOf(stack)).toEqual([]);
  });

  it("the review of a plan knows whom Aura's access is for", () => {
    const { stack } = aGoogleKey({ serviceAccounts: SERVICE_ACCOUNTS });
    expect(only(synth(stack), "terraform_data", "AuraCmkReviewMetadata")["input"]).toContain(
      `"principals":{"google_kms_crypto_key.orders-key_218DA540":${JSON.stringify(SERVICE_ACCOUNTS)}}`,
    );
  });

  it("an instance in another region than the key is refused", () => {
    const { stack, key } = aGoogleKey({ serviceAccounts: SERVICE_ACCOUNTS });
    new EncryptedAuraInstance(stack, "orders", { ...INSTANCE, region: "us-east1", key });
    expect(renderedProblems(() => synth(stack))).toEqual([
      "prod/orders/Instance: instance orders and its key are in different regions: key in europe-west1 (`region` of key orders-key), instance in us-east1 (`region` of instance orders); expected: us-east1; help: use a key in us-east1 [key-region-matches-instance]",
      "prod/orders/CustomerManagedKey: Aura key record orders and its key are in different regions: key in europe-west1 (`region` of key orders-key), record in us-east1 (`region` of record orders); expected: us-east1; help: use a key in us-east1, or set `region` to europe-west1 [record-region-matches-key]",
    ]);
  });

  it("what is of a key in AWS is refused", () => {
    const { stack, key } = aGoogleKey();
    const props = { ...INSTANCE, ...{ key, accountId: ACCOUNT, alias: "alias/orders" } };
    expect(renderedProblems(() => new EncryptedAuraInstance(stack, "orders", props))).toEqual([
      "prod/orders: `alias` and `key` exclude each other: both; expected: one of them; help: leave `alias` out: it is of a new key in AWS [exclusive-props]",
      'prod/orders: `accountId` is given for a key that is not in AWS: "111122223333", and a key of Google Cloud; expected: one of them; help: leave `accountId` out [exclusive-props]',
    ]);
  });
});

describe("a key that is owned elsewhere", () => {
  it("is registered by its name, which says its region", () => {
    const stack = newStack();
    const key = AuraCloudKmsKey.fromKeyId(stack, "theirs", CLOUD_KMS_KEY_ID);
    new AuraCustomerManagedKey(stack, "orders", { key, projectId: PROJECT, product: "AuraDB" });
    const synthesized = synth(stack);
    expect([key.phase, only(synthesized, "aura_customer_managed_key")]).toEqual([
      "kept-elsewhere",
      {
        ...{ cloud_provider: "gcp", deletion_protection: true, instance_type: "enterprise-db" },
        ...{ key_id: CLOUD_KMS_KEY_ID, name: "orders", project_id: PROJECT, region: "europe-west1" },
      },
    ]);
  });

  it("whose name is known only at apply is compared by Terraform", () => {
    const stack = newStack();
    const key = AuraCloudKmsKey.fromKeyId(stack, "theirs", variable(stack, "key").stringValue, { region: "us-east1" });
    new AuraCustomerManagedKey(stack, "orders", { key, projectId: PROJECT, product: "AuraDB", region: "us-east1" });
    expect(only(synth(stack), "aura_customer_managed_key")["lifecycle"]).toEqual({
      precondition: [
        {
          condition: '${(element(split("/", var.key), 3) == "us-east1")}',
          error_message:
            'prod/orders: Aura key record orders and its key are in different regions: key in ${element(split("/", var.key), 3)} (location in the name of key theirs), record in us-east1 (`region` of record orders); expected: us-east1; help: use a key or replica in us-east1, or set `region` to ${element(split("/", var.key), 3)} [record-region-matches-key]',
        },
      ],
    });
  });

  it.each([
    [
      ...[`${CLOUD_KMS_KEY_ID}/cryptoKeyVersions/1`, {}],
      `prod/orders: customer managed key orders names no key of Google Cloud KMS: ${CLOUD_KMS_KEY_ID}/cryptoKeyVersions/1 (\`keyId\` of record orders): it is a version, which stays behind at the next rotation; help: leave out /cryptoKeyVersions/ and what follows [key-identifier-well-formed]`,
    ],
    [
      ...[CLOUD_KMS_KEY_ID.replace("europe-west1", "eu"), { region: "europe-west1" }],
      "prod/orders: customer managed key orders names no key of Google Cloud KMS: projects/acme-prod/locations/eu/keyRings/aura/cryptoKeys/orders (`keyId` of record orders): its key ring is in eu, which is no region; help: use a key ring in the region of the instance [key-identifier-well-formed]",
    ],
    [
      ...[CLOUD_KMS_KEY_ID, { region: "us-east1" }],
      'prod/theirs: `region` is not the region of the key: "us-east1", and "europe-west1" in its name; expected: one region; help: leave `region` out, or name the right key [key-region-matches-instance]',
    ],
  ] as [string, object, string][])("is refused: %s with %j", (keyId, attributes, problem) => {
    const stack = newStack();
    const key = AuraCloudKmsKey.fromKeyId(stack, "theirs", keyId, attributes);
    new AuraCustomerManagedKey(stack, "orders", { key, projectId: PROJECT, product: "AuraDB", region: "europe-west1" });
    expect(renderedProblems(() => synth(stack))).toEqual([problem]);
  });
});

it("a renamed key keeps its names, and its resources are moved", () => {
  const stack = stackOfClouds();
  new AuraCloudKmsKey(stack, "sales-key", { region: "europe-west1", formerly: "orders-key" });
  const synthesized = synth(stack);
  expect([
    only(synthesized, "google_kms_crypto_key")["name"],
    only(synthesized, "google_kms_key_ring")["name"],
  ]).toEqual(["orders-key", "neo4j-aura-orders-key"]);
  expect((synthesized as unknown as { moved: { from: string }[] }).moved.map(({ from }) => from)).toEqual([
    "google_kms_key_ring.orders-key_KeyRing_559A49FA",
    "terraform_data.orders-key_AccessGuard_50267604",
    "google_kms_crypto_key.orders-key_218DA540",
  ]);
});

it("is written as it was judged", () => {
  const app = newApp();
  const stack = newStack("prod", { app });
  new AuraGoogleProvider(stack, "google");
  aGoogleKey({ serviceAccounts: SERVICE_ACCOUNTS }, stack);
  expect(Object.keys(synthApp(app).resource["google_kms_crypto_key_iam_member"] ?? {})).toHaveLength(6);
});
