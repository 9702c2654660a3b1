import { startSimulator, type Simulator } from "../../../simulator";
import { GoogleApi, KEY, PROJECT, RING } from "../support/google";

const DAY = 86_400_000;
const VERSION = `${KEY}/cryptoKeyVersions/1`;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let simulator: Simulator;
let google: GoogleApi;
beforeEach(async () => {
  simulator = await startSimulator({ clouds: ["gcp"] });
  google = new GoogleApi(simulator);
});
afterEach(() => simulator.stop());

const kms = () => {
  const { gcp } = simulator.clouds;
  if (!gcp) throw new Error("Google Cloud does not run");
  return gcp.kms;
};
const statesOf = (key = KEY) =>
  kms()
    .key(key)
    .versions.map(({ state }) => state);
/** A rotation that begins now, on the simulator's clock. */
const rotation = (days: number) => ({
  rotationPeriod: `${days * 86_400}s`,
  nextRotationTime: new Date(simulator.clock.now() + days * DAY).toISOString(),
});

describe("key rings", () => {
  it("are made, read and listed", async () => {
    const ring = { name: RING, createTime: expect.stringMatching(TIME) };
    const parent = `${PROJECT}/locations/europe-west1`;
    expect(await google.must("GET", `${parent}/keyRings`)).toEqual({ totalSize: 0 });
    expect(await google.must("POST", `${parent}/keyRings?keyRingId=aura`, {})).toEqual(ring);
    expect(await google.must("GET", RING)).toEqual(ring);
    expect(await google.must("GET", `${parent}/keyRings`)).toEqual({ keyRings: [ring], totalSize: 1 });
    expect(await google.must("GET", `${PROJECT}/locations/us-east1/keyRings`)).toEqual({ totalSize: 0 });
  });

  it.each([
    ["a name that is taken", "keyRings?keyRingId=aura", `409 ALREADY_EXISTS: KeyRing ${RING} already exists.`],
    [
      "a name that is none",
      "keyRings?keyRingId=a.b",
      "400 INVALID_ARGUMENT: key_ring_id has to match ^[a-zA-Z0-9_-]{1,63}$, got: a.b",
    ],
  ])("are not made with %s", async (_name, path, refusal) => {
    await google.key();
    expect(await google.refusal("POST", `${PROJECT}/locations/europe-west1/${path}`, {})).toBe(refusal);
  });
});

describe("keys", () => {
  it("are made with a first version, which encrypts", async () => {
    await google.key({ ...rotation(90), labels: { team: "data" }, destroyScheduledDuration: "604800s" });
    const version = {
      ...{ name: VERSION, state: "ENABLED", protectionLevel: "SOFTWARE", algorithm: "GOOGLE_SYMMETRIC_ENCRYPTION" },
      ...{ createTime: expect.stringMatching(TIME), generateTime: expect.stringMatching(TIME) },
    };
    const key = {
      ...{ name: KEY, primary: version, purpose: "ENCRYPT_DECRYPT", createTime: expect.stringMatching(TIME) },
      ...{ nextRotationTime: expect.stringMatching(TIME), rotationPeriod: "7776000s", labels: { team: "data" } },
      versionTemplate: { protectionLevel: "SOFTWARE", algorithm: "GOOGLE_SYMMETRIC_ENCRYPTION" },
      destroyScheduledDuration: "604800s",
    };
    expect(await google.must("GET", KEY)).toEqual(key);
    expect(await google.must("GET", `${RING}/cryptoKeys`)).toEqual({ cryptoKeys: [key], totalSize: 1 });
    expect(await google.must("GET", VERSION)).toEqual(version);
    expect(await google.must("GET", `${KEY}/cryptoKeyVersions`)).toEqual({
      cryptoKeyVersions: [version],
      totalSize: 1,
    });
  });

  it("have 30 days to restore a version by default", async () => {
    await google.key();
    expect(await google.must("GET", KEY)).toMatchObject({ destroyScheduledDuration: "2592000s" });
  });

  it.each([
    ["that sign", { purpose: "ASYMMETRIC_SIGN", versionTemplate: { algorithm: "EC_SIGN_P256_SHA256" } }, ""],
    ["for imported versions", { importOnly: true }, "&skipInitialVersionCreation=true"],
    ["without a first version", {}, "&skipInitialVersionCreation=true"],
  ])("%s have no primary version", async (_name, key, query) => {
    await google.key(key, query);
    expect(await google.must("GET", KEY)).not.toHaveProperty("primary");
  });

  const at = "crypto_key";
  const place = (text: string) => `400 INVALID_ARGUMENT: ${text}`;
  it.each([
    ["no purpose", { purpose: undefined }, /^400 INVALID_ARGUMENT: Invalid value at crypto_key\.purpose: /],
    ["a purpose that is none", { purpose: "AURA" }, /^400 INVALID_ARGUMENT: Invalid value at crypto_key\.purpose: /],
    ["a member that is none", { purpse: "" }, place(`Invalid value at ${at}: Unrecognized key: "purpse"`)],
    [
      "a rotation of less than a day",
      { rotationPeriod: "86399s" },
      place(`Invalid value at ${at}.rotationPeriod: Expected at least 86400s`),
    ],
    [
      "a rotation in other units",
      { rotationPeriod: "90d" },
      place(
        `Invalid value at ${at}.rotationPeriod: Expected seconds, such as 7776000s; ${at}.rotationPeriod: Expected at least 86400s`,
      ),
    ],
    [
      "a rotation that does not begin",
      { rotationPeriod: "86400s" },
      place("A rotation_period needs a next_rotation_time."),
    ],
    [
      "a rotation of what is not rotated",
      {
        ...{ purpose: "MAC", versionTemplate: { algorithm: "HMAC_SHA256" } },
        ...{ rotationPeriod: "86400s", nextRotationTime: "2030-01-01T00:00:00Z" },
      },
      place("Automatic rotation is only for keys that encrypt and decrypt, and not for imported ones."),
    ],
    [
      "less than a day to restore a version",
      { destroyScheduledDuration: "3600s" },
      place("destroy_scheduled_duration must be between 24 hours and 120 days, got 3600s."),
    ],
    [
      "more than 120 days to restore a version",
      { destroyScheduledDuration: "10368001s" },
      place("destroy_scheduled_duration must be between 24 hours and 120 days, got 10368001s."),
    ],
    [
      "an algorithm for another purpose",
      { versionTemplate: { algorithm: "HMAC_SHA256" } },
      place("The algorithm HMAC_SHA256 cannot be used with the purpose ENCRYPT_DECRYPT."),
    ],
    [
      "a purpose that needs an algorithm",
      { purpose: "ASYMMETRIC_SIGN" },
      place("The algorithm CRYPTO_KEY_VERSION_ALGORITHM_UNSPECIFIED cannot be used with the purpose ASYMMETRIC_SIGN."),
    ],
    [
      "a first version that is to be imported",
      { importOnly: true },
      place("An import-only key has to be made with skip_initial_version_creation."),
    ],
    [
      "a first version that is elsewhere",
      { versionTemplate: { protectionLevel: "EXTERNAL" } },
      place("A key with protection level EXTERNAL has to be made with skip_initial_version_creation."),
    ],
  ])("are not made with %s", async (_name, key, refusal: string | RegExp) => {
    await google.must("POST", `${PROJECT}/locations/europe-west1/keyRings?keyRingId=aura`, {});
    const body = { purpose: "ENCRYPT_DECRYPT", ...key };
    const answer = await google.refusal("POST", `${RING}/cryptoKeys?cryptoKeyId=orders`, body);
    if (typeof refusal === "string") expect(answer).toBe(refusal);
    else expect(answer).toMatch(refusal);
    expect(kms().keys()).toEqual([]);
  });

  it("keep their names for ever, and are in a key ring", async () => {
    await google.key();
    await google.must("POST", `${VERSION}:destroy`, {});
    simulator.clock.advance(31 * DAY);
    const again = await google.refusal("POST", `${RING}/cryptoKeys?cryptoKeyId=orders`, { purpose: "ENCRYPT_DECRYPT" });
    expect(again).toBe(`409 ALREADY_EXISTS: CryptoKey ${KEY} already exists.`);
    const elsewhere = await google.refusal("POST", `${RING}2/cryptoKeys?cryptoKeyId=orders`, { purpose: "MAC" });
    expect(elsewhere).toBe(`404 NOT_FOUND: KeyRing ${RING}2 not found.`);
    expect(await google.refusal("GET", `${KEY}2`)).toBe(`404 NOT_FOUND: CryptoKey ${KEY}2 not found.`);
    expect(await google.refusal("GET", `${KEY}/cryptoKeyVersions/9`)).toBe(
      `404 NOT_FOUND: CryptoKeyVersion ${KEY}/cryptoKeyVersions/9 not found.`,
    );
  });

  it("change what a mask names, and nothing that is for ever", async () => {
    await google.key({ ...rotation(90), labels: { team: "data" } });
    await google.must("PATCH", `${KEY}?updateMask=labels`, { labels: { team: "ops" }, rotationPeriod: "86400s" });
    expect(await google.must("GET", KEY)).toMatchObject({ labels: { team: "ops" }, rotationPeriod: "7776000s" });
    const nextRotationTime = "2040-01-01T00:00:00.000Z";
    await google.must("PATCH", `${KEY}?updateMask=nextRotationTime`, { nextRotationTime });
    expect(await google.must("GET", KEY)).toMatchObject({ rotationPeriod: "7776000s", nextRotationTime });
    await google.must("PATCH", `${KEY}?updateMask=rotationPeriod`, { rotationPeriod: "86400s" });
    expect(await google.must("GET", KEY)).toMatchObject({ rotationPeriod: "86400s", nextRotationTime });
    await google.must("PATCH", `${KEY}?updateMask=rotationPeriod,nextRotationTime`, { rotationPeriod: null });
    expect(await google.must("GET", KEY)).not.toHaveProperty("nextRotationTime");
    for (const mask of ["purpose", "destroyScheduledDuration", "labels,importOnly", ""]) {
      expect(await google.refusal("PATCH", `${KEY}?updateMask=${mask}`, {})).toBe(
        `400 INVALID_ARGUMENT: The update_mask is not valid: ${mask}`,
      );
    }
  });

  it("get a new primary version whenever their period is over, destroyed or not", async () => {
    await google.key(rotation(30));
    simulator.clock.advance(65 * DAY);
    expect(await google.must("GET", KEY)).toMatchObject({ primary: { name: `${KEY}/cryptoKeyVersions/3` } });
    expect(statesOf()).toEqual(["ENABLED", "ENABLED", "ENABLED"]);
    for (const { name } of kms().key(KEY).versions) await google.must("POST", `${name}:destroy`, {});
    simulator.clock.advance(31 * DAY);
    expect(statesOf()).toEqual(["DESTROYED", "DESTROYED", "DESTROYED", "ENABLED"]);
    expect(await google.must("GET", KEY)).toMatchObject({
      primary: { name: `${KEY}/cryptoKeyVersions/4`, state: "ENABLED" },
    });
  });
});

describe("versions", () => {
  it("are destroyed after the time in which they can be restored, and disabled then", async () => {
    await google.key({ destroyScheduledDuration: "86400s" });
    expect(await google.must("POST", `${VERSION}:destroy`, {})).toMatchObject({
      state: "DESTROY_SCHEDULED",
      destroyTime: expect.stringMatching(TIME),
    });
    simulator.clock.advance(DAY - 60_000);
    const restored = await google.must("POST", `${VERSION}:restore`, {});
    expect(restored).toMatchObject({ state: "DISABLED" });
    expect(restored).not.toHaveProperty("destroyTime");
    await google.must("PATCH", `${VERSION}?updateMask=state`, { state: "ENABLED" });
    await google.must("POST", `${VERSION}:destroy`, {});
    simulator.clock.advance(DAY);
    expect(await google.must("GET", VERSION)).toMatchObject({
      state: "DESTROYED",
      destroyEventTime: expect.stringMatching(TIME),
    });
    for (const [method, call, body] of [
      ["POST", ":destroy", {}],
      ["POST", ":restore", {}],
      ["PATCH", "?updateMask=state", { state: "ENABLED" }],
    ] as const) {
      expect(await google.refusal(method, `${VERSION}${call}`, body)).toBe(
        `400 FAILED_PRECONDITION: The request cannot be fulfilled. Resource ${VERSION} has value DESTROYED in field crypto_key_version.state.`,
      );
    }
  });

  it("are made beside the primary one, which is chosen", async () => {
    await google.key();
    const second = `${KEY}/cryptoKeyVersions/2`;
    expect(await google.must("POST", `${KEY}/cryptoKeyVersions`, {})).toMatchObject({ name: second, state: "ENABLED" });
    expect(await google.must("GET", KEY)).toMatchObject({ primary: { name: VERSION } });
    await google.must("POST", `${KEY}:updatePrimaryVersion`, { cryptoKeyVersionId: "2" });
    expect(await google.must("GET", KEY)).toMatchObject({ primary: { name: second } });
    await google.must("PATCH", `${VERSION}?updateMask=state`, { state: "DISABLED" });
    expect(await google.refusal("POST", `${KEY}:updatePrimaryVersion`, { cryptoKeyVersionId: "1" })).toMatch(
      /^400 FAILED_PRECONDITION: .* has value DISABLED /,
    );
    expect(await google.refusal("PATCH", `${VERSION}?updateMask=algorithm`, {})).toBe(
      "400 INVALID_ARGUMENT: The update_mask is not valid: algorithm",
    );
  });

  it("are only imported into a key for imported versions", async () => {
    await google.key({ importOnly: true }, "&skipInitialVersionCreation=true");
    expect(await google.refusal("POST", `${KEY}/cryptoKeyVersions`, {})).toBe(
      `400 FAILED_PRECONDITION: ${KEY} is import-only: versions can only be imported.`,
    );
  });

  it("are listed a hundred at a time", async () => {
    await google.key();
    for (let count = 1; count < 101; count++) await google.must("POST", `${KEY}/cryptoKeyVersions`, {});
    interface Page {
      readonly cryptoKeyVersions: readonly { readonly name: string }[];
      readonly nextPageToken?: string;
      readonly totalSize: number;
    }
    const first = await google.must<Page>("GET", `${KEY}/cryptoKeyVersions`);
    expect(first).toMatchObject({ nextPageToken: "100", totalSize: 101 });
    expect(first.cryptoKeyVersions).toHaveLength(100);
    const second = await google.must<Page>("GET", `${KEY}/cryptoKeyVersions?pageToken=100&pageSize=5`);
    expect(second.cryptoKeyVersions.map(({ name }) => name)).toEqual([`${KEY}/cryptoKeyVersions/101`]);
    expect(second).not.toHaveProperty("nextPageToken");
    expect(await google.refusal("GET", `${KEY}/cryptoKeyVersions?filter=state%3DENABLED`)).toBe(
      "400 INVALID_ARGUMENT: The simulator knows neither filter nor order_by.",
    );
  });
});

describe("the organization", () => {
  it("can demand that a version is disabled before it is destroyed", async () => {
    await google.key();
    kms().organization.disableBeforeDestroy = true;
    expect(await google.refusal("POST", `${VERSION}:destroy`, {})).toBe(
      `400 FAILED_PRECONDITION: The organization policy constraints/cloudkms.disableBeforeDestroy is violated: ${VERSION} has to be disabled before it is scheduled for destruction.`,
    );
    await google.must("PATCH", `${VERSION}?updateMask=state`, { state: "DISABLED" });
    await google.must("POST", `${VERSION}:destroy`, {});
    expect(statesOf()).toEqual(["DESTROY_SCHEDULED"]);
  });

  it("can demand that keys rotate", async () => {
    await google.key(rotation(30));
    kms().organization.rotationRequired = true;
    const refusal = `400 FAILED_PRECONDITION: Operation denied by custom org policies on resource '${KEY}': a rotation period is required.`;
    const mask = "rotationPeriod,nextRotationTime";
    expect(await google.refusal("PATCH", `${KEY}?updateMask=${mask}`, { rotationPeriod: null })).toBe(refusal);
    expect(await google.refusal("POST", `${RING}/cryptoKeys?cryptoKeyId=other`, { purpose: "ENCRYPT_DECRYPT" })).toBe(
      refusal.replace(KEY, `${RING}/cryptoKeys/other`),
    );
    await google.must("PATCH", `${KEY}?updateMask=${mask}`, rotation(60));
  });

  it("can demand time to restore versions of new keys", async () => {
    kms().organization.minimumDestroyScheduledDuration = "1209600s";
    await google.must("POST", `${PROJECT}/locations/europe-west1/keyRings?keyRingId=aura`, {});
    const key = { purpose: "ENCRYPT_DECRYPT", destroyScheduledDuration: "604800s" };
    expect(await google.refusal("POST", `${RING}/cryptoKeys?cryptoKeyId=orders`, key)).toBe(
      "400 FAILED_PRECONDITION: The organization policy constraints/cloudkms.minimumDestroyScheduledDuration is violated: 604800s is less than 1209600s.",
    );
    await google.key();
  });
});

describe("encryption", () => {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const plaintext = base64("a secret");

  it("goes on with older versions while they are enabled, and ends with the version that encrypted", async () => {
    await google.key();
    const aad = { additionalAuthenticatedData: base64("orders") };
    const { ciphertext, name } = await google.must("POST", `${KEY}:encrypt`, { plaintext, ...aad });
    expect(name).toBe(VERSION);
    await google.must("POST", `${KEY}/cryptoKeyVersions`, {});
    await google.must("POST", `${KEY}:updatePrimaryVersion`, { cryptoKeyVersionId: "2" });
    const body = { ciphertext, ...aad };
    expect(await google.must("POST", `${KEY}:decrypt`, body)).toMatchObject({ plaintext, usedPrimary: false });
    expect(await google.refusal("POST", `${KEY}:decrypt`, { ciphertext })).toBe(
      "400 INVALID_ARGUMENT: Decryption failed: the ciphertext is invalid.",
    );
    await google.must("POST", `${VERSION}:destroy`, {});
    expect(await google.refusal("POST", `${KEY}:decrypt`, body)).toBe(
      `400 FAILED_PRECONDITION: ${VERSION} is not enabled, current state is: DESTROY_SCHEDULED.`,
    );
    expect(await google.must("POST", `${KEY}:encrypt`, { plaintext })).toMatchObject({ protectionLevel: "SOFTWARE" });
    const garbage = base64("garbage");
    expect(await google.refusal("POST", `${KEY}:decrypt`, { ciphertext: garbage })).toBe(
      "400 INVALID_ARGUMENT: Decryption failed: the ciphertext is invalid.",
    );
  });

  it("needs a primary version, and leaves no plaintext in the call log", async () => {
    await google.key({}, "&skipInitialVersionCreation=true");
    expect(await google.refusal("POST", `${KEY}:encrypt`, { plaintext })).toBe(
      `400 FAILED_PRECONDITION: ${KEY} has no primary version.`,
    );
    expect(simulator.calls.list().at(-1)).toMatchObject({ call: "cloudkms:Encrypt", request: {}, resource: KEY });
  });
});

describe("the service", () => {
  it("wants a token, and says what it does not serve", async () => {
    const response = await fetch(`${simulator.endpoints.gcp}/v1/${RING}`);
    expect(response.status).toBe(401);
    expect(await google.refusal("DELETE", RING)).toBe(
      `404 NOT_FOUND: The simulator does not serve DELETE /v1/${RING}.`,
    );
    expect(await google.refusal("POST", `${KEY}:encrypt`, "text")).toBe(
      "400 INVALID_ARGUMENT: Invalid JSON payload received.",
    );
  });

  it("names its calls as audit logs do, with the resource, and fails on demand", async () => {
    simulator.faults.add({ on: "cloudkms:CreateCryptoKey", resource: "*/orders", error: "PERMISSION_DENIED" });
    simulator.faults.add({ on: "cloudkms:GetCryptoKey", status: 503 });
    await google.key().catch(() => undefined);
    expect(await google.refusal("GET", KEY)).toBe("503 UNAVAILABLE: The service is currently unavailable.");
    expect(simulator.calls.list()).toMatchObject([
      { call: "cloudkms:CreateKeyRing", resource: RING, outcome: 200 },
      { call: "cloudkms:CreateCryptoKey", resource: KEY, outcome: 403, processed: false },
      { call: "cloudkms:GetCryptoKey", resource: KEY, outcome: 503, processed: false },
    ]);
  });
});
