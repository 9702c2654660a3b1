import { readFileSync } from "node:fs";
import path from "node:path";
import { startSimulator, type Fault, type Simulator } from "../../../simulator";
import { AURA_BINDINGS, makeGoogleAccount, type GoogleAccount } from "../../live/support/google-account";
import { KEY, RING } from "../../simulator/support/google";
import { findingsIn, VerifyFolder } from "../support/verify-folder";

let simulator: Simulator;
let account: GoogleAccount;
let folder: VerifyFolder;
beforeEach(async () => {
  simulator = await startSimulator({ clouds: ["gcp"] });
  account = await makeGoogleAccount(simulator);
  folder = new VerifyFolder(account.state, simulator.environment);
  simulator.calls.clear();
});
afterEach(async () => {
  await simulator.stop();
  folder.remove();
});

const VERSION = `${KEY}/cryptoKeyVersions/1`;
const setState = (state: string, version = VERSION) =>
  account.google.must("PATCH", `${version}?updateMask=state`, { state });
const setPolicy = (bindings: readonly object[], on = KEY) =>
  account.google.must("POST", `${on}:setIamPolicy`, { policy: { bindings } });
const [USE, VIEW] = AURA_BINDINGS;
const STRANGER = "serviceAccount:stranger@elsewhere.iam.gserviceaccount.com";
const STATUS = [
  "NEEDS REVIEW  Aura cannot use the key of customer managed key orders  [key-stays-usable]",
  "NEEDS REVIEW  Aura cannot use the key of instance orders  [key-stays-usable]",
];

/** What happened to a key, and what the report finds. */
type Damage = readonly [what: string, damage: () => Promise<unknown>, code: number, found: readonly string[]];
const DAMAGES: readonly Damage[] = [
  ["nothing", () => Promise.resolve(), 0, ["OK: keys, access and instances are as they should be"]],
  [
    "the version that encrypts was disabled",
    () => setState("DISABLED"),
    1,
    [
      "BLOCK: the primary version of key orders is not enabled; and 3 more findings",
      "BLOCK  drift: the primary version of key orders was disabled  [key-survives]",
      ...STATUS,
    ],
  ],
  [
    "the version that encrypts was scheduled for destruction",
    () => account.google.must("POST", `${VERSION}:destroy`, {}),
    1,
    [
      "BLOCK: the primary version of key orders is not enabled; and 3 more findings",
      "BLOCK  drift: the primary version of key orders was scheduled for destruction  [key-survives]",
      ...STATUS,
    ],
  ],
  [
    "one of Aura's service accounts lost a role",
    () => setPolicy([{ ...USE, members: USE?.members.slice(1) }, VIEW ?? {}]),
    1,
    [
      "BLOCK: Aura lacks required roles on key orders; and 3 more findings",
      "BLOCK  a change outside of Terraform revokes Aura's access to key orders  [aura-keeps-access]",
      ...STATUS,
    ],
  ],
  [
    "the IAM policy was replaced",
    () => setPolicy([]),
    1,
    ["BLOCK: a change outside of Terraform revokes Aura's access to key orders; and 2 more findings", ...STATUS],
  ],
  [
    "automatic rotation was removed",
    () => account.google.must("PATCH", `${KEY}?updateMask=rotationPeriod,nextRotationTime`, {}),
    1,
    [
      "BLOCK: drift: automatic rotation of key orders was turned off; and 1 more finding",
      "NEEDS REVIEW  automatic rotation of key orders is off  [rotation-enabled]",
    ],
  ],
  [
    "a stranger got a role on the key",
    () => setPolicy([{ ...USE, members: [...(USE?.members ?? []), STRANGER] }, VIEW ?? {}]),
    0,
    ["NEEDS REVIEW: cannot determine which 4 service accounts of other projects on key orders are Aura's"],
  ],
  [
    "a stranger got a role on the key ring",
    () => setPolicy([{ role: "roles/cloudkms.cryptoKeyDecrypter", members: [STRANGER] }], RING),
    1,
    ["BLOCK: unexpected principals can use key orders"],
  ],
  [
    "an older version is destroyed after a rotation",
    async () => {
      const { name = "" } = await account.google.must<{ name?: string }>("POST", `${KEY}/cryptoKeyVersions`, {});
      await account.google.must("POST", `${KEY}:updatePrimaryVersion`, { cryptoKeyVersionId: name.split("/").at(-1) });
      await account.google.must("POST", `${VERSION}:destroy`, {});
    },
    0,
    [`NEEDS REVIEW: version 1 of key ${KEY} will be destroyed on DAY`],
  ],
  [
    "it was rotated",
    async () => {
      const { name = "" } = await account.google.must<{ name?: string }>("POST", `${KEY}/cryptoKeyVersions`, {});
      await account.google.must("POST", `${KEY}:updatePrimaryVersion`, { cryptoKeyVersionId: name.split("/").at(-1) });
    },
    0,
    ["OK: keys, access and instances are as they should be"],
  ],
];

describe("aura-cmk verify beside a state with a key of Google Cloud", () => {
  it.each(DAMAGES)("says so when this happened: %s", async (_, damage, code, found) => {
    await damage();
    const { code: ended, text } = await folder.verify();
    const lines = findingsIn(text).map((line) => line.replace(/on \d{4}-\d\d-\d\d$/, "on DAY"));
    expect([ended, lines]).toEqual([code, found]);
    expect(text).not.toContain("AWS");
  });
});

describe("aura-cmk verify with a Google Cloud that refuses", () => {
  const always = (fault: Omit<Fault, "times">) => simulator.faults.add({ times: "always", ...fault });

  it("stops without credentials, and says what would give some", async () => {
    expect(await folder.verify({ GOOGLE_OAUTH_ACCESS_TOKEN: "" })).toEqual({
      code: 2,
      text: `cannot read key ring ${RING} and key ${KEY}: no Google Cloud credentials: google-auth-library is not installed; help: run \`npm install google-auth-library\`, or set GOOGLE_OAUTH_ACCESS_TOKEN [account-unreadable]\n`,
    });
  });

  it("stops when the token has expired", async () => {
    always({ on: "cloudkms:*", error: "UNAUTHENTICATED" });
    const { code, text } = await folder.verify();
    expect(code).toBe(2);
    expect(text).toContain(
      "Google Cloud does not accept the credentials: Request had invalid authentication credentials.",
    );
  });

  it("names one call that is denied, and judges the rest", async () => {
    always({ on: "cloudkms:GetIamPolicy", resource: KEY, error: "PERMISSION_DENIED" });
    await setState("DISABLED");
    const { code, text } = await folder.verify();
    expect(code).toBe(1);
    expect(findingsIn(text)).toEqual([
      "BLOCK: the primary version of key orders is not enabled; and 4 more findings",
      "BLOCK  drift: the primary version of key orders was disabled  [key-survives]",
      `NEEDS REVIEW  cannot read key ${KEY}`,
      ...STATUS,
    ]);
    expect(text).toContain("access denied to cloudkms.cryptoKeys.getIamPolicy");
    expect(text).toContain("allow it, see docs/verify.md for the role");
  });

  it("asks again what is throttled for a moment, and says so when it stays", async () => {
    simulator.faults.add({ on: "cloudkms:GetCryptoKey", error: "RESOURCE_EXHAUSTED", times: 2 });
    expect((await folder.verify()).text).toContain("OK: keys, access and instances are as they should be");
    always({ on: "cloudkms:GetCryptoKey", error: "RESOURCE_EXHAUSTED" });
    const { code, text } = await folder.verify();
    expect([code, findingsIn(text)]).toEqual([0, [`NEEDS REVIEW: cannot read key ${KEY}`]]);
    expect(text).toContain("Google Cloud throttles cloudkms.cryptoKeys.get");
  });
});

describe("aura-cmk verify of a key by itself", () => {
  it("finds its customer managed key and its instance, and who can use it", async () => {
    const { code, text } = await folder.verifyTargets([KEY]);
    expect(code).toBe(0);
    expect(text).toContain("orders");
    expect(text).toMatch(/orders +orders/);
    expect(text).not.toContain("AWS");
  });
});

describe("the evidence of aura-cmk verify for a key of Google Cloud", () => {
  it("says how the key is kept, and who can use and administer it", async () => {
    const { text } = await folder.verify({}, "--format", "json");
    const { evidence } = JSON.parse(text) as { evidence: { identities: unknown; keys: unknown; instances: unknown } };
    const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown;
    expect(evidence.identities).toContainEqual({
      of: "Google Cloud",
      name: "access token of GOOGLE_OAUTH_ACCESS_TOKEN",
    });
    expect(evidence.keys).toEqual([
      {
        on: { address: "google_kms_crypto_key.orders", name: "orders" },
        ...{ cloud: "gcp", id: KEY, state: "ENABLED", createdAt: date },
        rotation: { enabled: true, periodInDays: 90, nextAt: date },
        access: [...(USE?.members ?? [])]
          .sort()
          .map((who) => ({ who, by: "role", role: USE?.role, use: "yes", administer: "no" })),
      },
    ]);
    expect(evidence.instances).toMatchObject([
      { key: { address: "google_kms_crypto_key.orders", name: "orders" }, keyId: KEY, keyStatus: "ready" },
    ]);
  });
});

describe("the calls of aura-cmk verify to Google Cloud", () => {
  /** The permission that a call needs, by the name of the call and the resource. */
  const permission = (call: string, resource = ""): string => {
    const [, verb = "", noun = ""] = /^cloudkms:(Get|List)(\w+)$/.exec(call) ?? [];
    if (noun === "IamPolicy")
      return `cloudkms.${resource.includes("/cryptoKeys/") ? "cryptoKeys" : "keyRings"}.getIamPolicy`;
    const collection = `${noun.charAt(0).toLowerCase()}${noun.slice(1).replace(/s$/, "")}s`;
    return `cloudkms.${collection}.${verb.toLowerCase()}`;
  };

  it("are those of the role in docs/verify.md, and read only", async () => {
    await folder.verify();
    const page = readFileSync(path.resolve(__dirname, "../../../docs/verify.md"), "utf8");
    const [, text = ""] = /^```text google-role\n([\s\S]*?)\n```$/m.exec(page) ?? [];
    const allowed = [...text.matchAll(/^ {2}- (cloudkms\.\S+)$/gm)].map(([, name]) => name);
    const calls = simulator.calls.list().filter(({ call }) => call.startsWith("cloudkms:"));
    expect([...new Set(calls.map(({ call, resource }) => permission(call, resource)))].sort()).toEqual(allowed);
    expect(simulator.calls.names("kms:*")).toEqual([]);
  });
});
