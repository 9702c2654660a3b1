import { startSimulator, type Simulator } from "../../../simulator";
import { GoogleApi, KEY, PROJECT, RING } from "../support/google";

const ROLE = "roles/cloudkms.viewer";

let simulator: Simulator;
let google: GoogleApi;
beforeEach(async () => {
  simulator = await startSimulator({ clouds: ["gcp"] });
  google = new GoogleApi(simulator);
  await google.key();
});
afterEach(() => simulator.stop());

const set = (policy: object, resource = KEY) => google.must("POST", `${resource}:setIamPolicy`, { policy });
const get = (resource = KEY, version = 3) =>
  google.must("GET", `${resource}:getIamPolicy?options.requestedPolicyVersion=${version}`);
const bindings = (members: readonly string[], role = ROLE) => [{ role, members }];

it("is empty first, and is replaced as a whole", async () => {
  expect(await get()).toEqual({ version: 1, etag: "ACAB", bindings: [] });
  const policy = await set({
    bindings: bindings(["user:Jane@example.com", "serviceAccount:b@p.iam.gserviceaccount.com"]),
  });
  expect(policy).toEqual({
    ...{ version: 1, etag: expect.not.stringContaining("ACAB") },
    bindings: bindings(["serviceAccount:b@p.iam.gserviceaccount.com", "user:jane@example.com"]),
  });
  expect(await get()).toEqual(policy);
  await set({ bindings: [] });
  expect(await get()).toMatchObject({ bindings: [] });
});

it("merges bindings of one role, and leaves those of nobody out", async () => {
  const policy = {
    bindings: [
      ...bindings(["user:b@x.org"]),
      ...bindings(["user:a@x.org", "user:b@x.org"]),
      ...bindings([], "roles/owner"),
    ],
  };
  expect(await set(policy)).toMatchObject({ bindings: bindings(["user:a@x.org", "user:b@x.org"]) });
});

it("is replaced only as it was read, and by another etag each time", async () => {
  const { etag: first } = await set({ bindings: bindings(["user:a@x.org"]) });
  const { etag: second } = await set({ bindings: bindings(["user:b@x.org"]), etag: first });
  expect(second).not.toBe(first);
  expect(await google.refusal("POST", `${KEY}:setIamPolicy`, { policy: { bindings: [], etag: first } })).toBe(
    "409 ABORTED: There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff. " +
      `The request's ETag '${String(first)}' did not match the current policy's ETag '${String(second)}'.`,
  );
  expect(await get()).toMatchObject({ bindings: bindings(["user:b@x.org"]) });
});

it("has conditions in version 3 only", async () => {
  const condition = { title: "until", expression: 'request.time < timestamp("2030-01-01T00:00:00Z")' };
  const policy = { bindings: [{ role: ROLE, members: ["user:a@x.org"], condition }] };
  expect(await google.refusal("POST", `${KEY}:setIamPolicy`, { policy })).toBe(
    "400 INVALID_ARGUMENT: The policy has a binding with a condition; its version must be 3.",
  );
  expect(await set({ ...policy, version: 3 })).toMatchObject({ version: 3, ...policy });
  expect(await get()).toMatchObject({ version: 3, ...policy });
  expect(await get(KEY, 1)).toMatchObject({
    version: 1,
    bindings: [{ role: expect.stringMatching(/^roles\/cloudkms\.viewer_withcond_[0-9a-f]{20}$/) }],
  });
});

it.each([
  ["a member without a kind", bindings(["a@x.org"]), "Invalid member: a@x.org"],
  ["a kind that is none", bindings(["robot:a@x.org"]), "Invalid member: robot:a@x.org"],
  [
    "a role that is none",
    bindings(["user:a@x.org"], "viewer"),
    "Invalid value at policy.bindings.0.role: Expected the name of a role, such as roles/viewer",
  ],
])("is refused with %s", async (_name, wrong, problem) => {
  expect(await google.refusal("POST", `${KEY}:setIamPolicy`, { policy: { bindings: wrong } })).toBe(
    `400 INVALID_ARGUMENT: ${problem}`,
  );
});

it("goes on naming a service account that is deleted, which is nobody, and takes it no more", async () => {
  const email = "aura@p.iam.gserviceaccount.com";
  const { etag } = await set({ bindings: bindings([`serviceAccount:${email}`]) });
  simulator.clouds.gcp?.policies.deleteServiceAccount(email);
  const policy = await get();
  expect(policy).toMatchObject({
    bindings: [
      { members: [expect.stringMatching(/^deleted:serviceAccount:aura@p\.iam\.gserviceaccount\.com\?uid=\d+$/)] },
    ],
  });
  expect(policy.etag).not.toBe(etag);
  await set(policy);
  const again = { policy: { bindings: bindings([`serviceAccount:${email}`]) } };
  expect(await google.refusal("POST", `${KEY}:setIamPolicy`, again)).toBe(
    `400 INVALID_ARGUMENT: Service account ${email} does not exist.`,
  );
});

it("is on key rings and projects as well, and on nothing that is not there", async () => {
  await set({ bindings: bindings(["user:a@x.org"]) }, RING);
  expect(await get(RING)).toMatchObject({ bindings: bindings(["user:a@x.org"]) });
  expect(await get()).toMatchObject({ bindings: [] });
  await set({ bindings: bindings(["user:b@x.org"]) }, PROJECT);
  const options = { requestedPolicyVersion: 3 };
  expect(await google.must("POST", `${PROJECT}:getIamPolicy`, { options })).toMatchObject({
    bindings: bindings(["user:b@x.org"]),
  });
  expect(await google.refusal("GET", `${KEY}2:getIamPolicy`)).toBe(`404 NOT_FOUND: CryptoKey ${KEY}2 not found.`);
  expect(await google.refusal("POST", `${RING}2:setIamPolicy`, { policy: {} })).toBe(
    `404 NOT_FOUND: KeyRing ${RING}2 not found.`,
  );
});

it("keeps which calls are logged", async () => {
  const auditConfigs = [{ service: "cloudkms.googleapis.com", auditLogConfigs: [{ logType: "DATA_READ" }] }];
  await set({ bindings: bindings(["user:a@x.org"]), auditConfigs });
  expect(await get()).toMatchObject({ auditConfigs });
});

it("belongs to a project that has a number", async () => {
  expect(await google.must("GET", PROJECT)).toEqual({
    ...{ projectId: "simulated-project", name: "simulated-project", lifecycleState: "ACTIVE" },
    ...{ projectNumber: expect.stringMatching(/^\d{12}$/), createTime: "2026-01-01T00:00:00.000Z" },
  });
  expect(await google.refusal("GET", "projects/P")).toBe("400 INVALID_ARGUMENT: The project id P is not valid.");
});
