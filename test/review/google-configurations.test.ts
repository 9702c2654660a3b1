import { parseConfigurations } from "../../model/read/parse-configurations";
import { readConfigurations } from "../../model/read/read-configurations";
import { PROVIDER_SOURCE } from "../../provider/version";
import { reviewConfigurations } from "../../review/review";
import { DEFAULT_PROJECT } from "../../simulator";
import { ACCOUNTS, KEY_NAME, PROJECT, RING_NAME, USE, VIEWER } from "./google-plans/hcl";

// What `aura-cmk check` says of a key of Google Cloud that is written without the library.

type Block = Record<string, unknown>;
/** A configuration by kind, type and name of its blocks. */
interface Configuration {
  resource: Record<string, Record<string, Block>>;
  data: Record<string, Record<string, Block>>;
}

const KEY_ID = "${google_kms_crypto_key.orders.id}";
const KEPT = { lifecycle: { prevent_destroy: true } };
const PLACE = { project_id: DEFAULT_PROJECT.id, name: "orders", cloud_provider: "gcp", region: "europe-west1" };

function members(crypto_key_id: string): Record<string, Block> {
  const all = ACCOUNTS.flatMap((account, index) =>
    [USE, VIEWER].map((role) => [
      `${role === USE ? "use" : "view"}${index}`,
      { crypto_key_id, role, member: `serviceAccount:${account}`, ...KEPT },
    ]),
  );
  return Object.fromEntries(all) as Record<string, Block>;
}

function usual(): Configuration {
  return {
    resource: {
      google_kms_key_ring: { orders: { name: "aura", location: "europe-west1", ...KEPT } },
      google_kms_crypto_key: {
        orders: {
          ...{ name: "orders", key_ring: "${google_kms_key_ring.orders.id}", ...KEPT },
          ...{ rotation_period: "7776000s", destroy_scheduled_duration: "2592000s" },
        },
      },
      google_kms_crypto_key_iam_member: members(KEY_ID),
      aura_customer_managed_key: { orders: { ...PLACE, instance_type: "enterprise-db", key_id: KEY_ID, ...KEPT } },
      aura_instance: {
        orders: {
          ...{ ...PLACE, type: "enterprise-db", memory: "8GB", ...KEPT },
          customer_managed_key_id: "${aura_customer_managed_key.orders.id}",
        },
      },
    },
    data: {},
  };
}

/** The verdict, and what blocks or needs review. */
function check(change: (own: Configuration) => void): readonly string[] {
  const own = usual();
  change(own);
  const text = JSON.stringify({
    terraform: {
      required_providers: { google: { source: "hashicorp/google" }, aura: { source: PROVIDER_SOURCE } },
    },
    provider: { google: [{ project: PROJECT }], aura: [{}] },
    ...own,
  });
  const file = { path: "main.tf.json", text };
  const { configurations, problems } = parseConfigurations([{ name: "prod", directory: ".", gaps: [], files: [file] }]);
  expect(problems).toEqual([]);
  const { verdict, findings } = reviewConfigurations(readConfigurations(configurations), { now: new Date() });
  const grave = findings.filter(({ level }) => level !== "note");
  return [verdict, ...grave.map(({ level, rule, what, got }) => `${level} ${rule}: ${what} | ${got}`)];
}

const keyOf = ({ resource }: Configuration): Block => resource["google_kms_crypto_key"]?.["orders"] ?? {};
const recordOf = ({ resource }: Configuration): Block => resource["aura_customer_managed_key"]?.["orders"] ?? {};
const memberOf = ({ resource }: Configuration): Block => resource["google_kms_crypto_key_iam_member"]?.["use0"] ?? {};
const registers = (key_id: string) => (own: Configuration) => void Object.assign(recordOf(own), { key_id });

/** The key ring is there already, and a data source looks for it. */
const ringByData = (location: string) => (own: Configuration) => {
  delete own.resource["google_kms_key_ring"];
  own.data = { google_kms_key_ring: { aura: { name: "aura", location } } };
  Object.assign(keyOf(own), { key_ring: "${data.google_kms_key_ring.aura.id}" });
};

/** The key is there already, too. */
const keyByData = (location: string) => (own: Configuration) => {
  ringByData(location)(own);
  const id = "${data.google_kms_crypto_key.orders.id}";
  delete own.resource["google_kms_crypto_key"];
  own.data["google_kms_crypto_key"] = { orders: { name: "orders", key_ring: "${data.google_kms_key_ring.aura.id}" } };
  own.resource["google_kms_crypto_key_iam_member"] = members(id);
  registers(id)(own);
};

describe("a configuration of a key of Google Cloud", () => {
  it.each<[string, (own: Configuration) => void]>([
    ["with everything as it should be", () => undefined],
    ["in a key ring that is named", (own) => Object.assign(keyOf(own), { key_ring: RING_NAME })],
    ["in a key ring that is named in short", (own) => Object.assign(keyOf(own), { key_ring: "europe-west1/aura" })],
    ["in a key ring of a data source", ringByData("europe-west1")],
    ["that a data source looks for", keyByData("europe-west1")],
  ])("%s is OK", (_, change) => {
    expect(check(change)).toEqual(["OK"]);
  });

  it.each([
    ["a named key ring", (own: Configuration) => void Object.assign(keyOf(own), { key_ring: "us-east1/aura" })],
    ["the key ring of a data source", ringByData("us-east1")],
    ["the key of a data source", keyByData("us-east1")],
  ])("is judged by the location of %s", (_, change) => {
    const [verdict, ...findings] = check(change);
    expect(verdict).toBe("BLOCK");
    expect(findings.map((text) => text.replace(/ \(.*/, ""))).toEqual([
      "block key-region-matches-instance: instance orders and its key are in different regions | key in us-east1",
      "block record-region-matches-key: Aura key record orders and its key are in different regions | key in us-east1",
    ]);
  });

  it.each([
    ["the resource", "${google_kms_crypto_key.orders.primary[0].name}"],
    ["what is appended to its name", `${KEY_ID}/cryptoKeyVersions/1`],
  ])("that is registered by a version, by %s, blocks", (_, id) => {
    expect(check(registers(id))).toEqual([
      "BLOCK",
      "block key-identifier-well-formed: customer managed key orders names a version of its key | " +
        `\`key_id\` of aura_customer_managed_key.orders is ${id}; a version stays behind at the next rotation`,
    ]);
  });

  it.each(["google_kms_crypto_key", "google_kms_crypto_key_version", "google_kms_crypto_key_latest_version"])(
    "that is registered by the version of data.%s blocks",
    (type) => {
      const id = `\${data.${type}.a.${type === "google_kms_crypto_key" ? "primary[0].name" : "name"}}`;
      const [verdict, first] = check((own) => {
        own.data = { [type]: { a: { crypto_key: KEY_NAME } } };
        registers(id)(own);
      });
      expect([verdict, first]).toEqual([
        "BLOCK",
        "block key-identifier-well-formed: customer managed key orders names a version of its key | " +
          `\`key_id\` of aura_customer_managed_key.orders is ${id}; a version stays behind at the next rotation`,
      ]);
    },
  );

  it("whose name is changed before it is registered is not known", () => {
    expect(check(registers('${replace(google_kms_crypto_key.orders.id, "orders", "other")}'))).toEqual([
      "NEEDS REVIEW",
      "attention key-identifier-well-formed: `key_id` of aura_customer_managed_key.orders is known only at apply, and its expression changes " +
        "what it takes from google_kms_crypto_key.orders | cannot verify: a key of Azure or Google Cloud is registered by its identifier",
    ]);
  });

  it("needs review where a condition on Aura's role is written by a `dynamic` block", () => {
    const why = "`condition` of google_kms_crypto_key_iam_member.use0 is written by a `dynamic` block";
    const content = { title: "until", expression: "request.time < x" };
    expect(
      check((own) => void Object.assign(memberOf(own), { dynamic: { condition: { for_each: "${var.x}", content } } })),
    ).toEqual(["NEEDS REVIEW", `attention aura-can-use-key: cannot verify that Aura can use key orders | ${why}`]);
  });

  it("shows a duration that is none", () => {
    expect(check((own) => void Object.assign(keyOf(own), { rotation_period: "90d" }))).toEqual([
      "BLOCK",
      'block rotation-period-in-range: rotation period of key orders is not a duration | "90d" (`rotation_period` of google_kms_crypto_key.orders)',
    ]);
    expect(check((own) => void Object.assign(keyOf(own), { rotation_period: "86399s" }))).toEqual([
      "BLOCK",
      'block rotation-period-in-range: rotation period of key orders is out of range | "86399 seconds" (`rotation_period` of google_kms_crypto_key.orders)',
    ]);
  });
});
