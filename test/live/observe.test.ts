import { CreateGrantCommand, CreateKeyCommand } from "@aws-sdk/client-kms";
import { AuraReader } from "../../live/aura";
import { Aws, type AwsAccess } from "../../live/aws";
import { Gaps, observe, type Clouds } from "../../live/observe";
import type { Observed } from "../../model/live";
import { expectationOfStates } from "../../model/read/read-states";
import { AuraApi } from "../../provider/aura-api";
import { startSimulator, type Fault, type Simulator, type SimulatorOptions } from "../../simulator";
import { makeAccount, type Account } from "./support/account";

const before = { ...process.env };
let simulator: Simulator;
let account: Account;
let aws: Aws | undefined;

/** The simulated cloud, in the environment where the SDK of AWS looks for it. */
async function start(options: SimulatorOptions = {}): Promise<void> {
  simulator = await startSimulator(options);
  Object.assign(process.env, simulator.environment);
  account = await makeAccount(simulator);
  simulator.calls.clear();
}
afterEach(async () => {
  aws?.close();
  await simulator.stop();
  process.env = { ...before };
});

function clouds(gaps: Gaps, accessTo: (accountId: string | undefined) => AwsAccess = () => ({})): Clouds {
  const { AURA_CLIENT_ID: clientId = "", AURA_CLIENT_SECRET: clientSecret = "" } = simulator.environment;
  const baseUrl = simulator.environment["AURA_API_BASE_URL"] ?? "";
  const api = new AuraApi({ baseUrl, clientId, clientSecret, userAgent: "test", env: simulator.environment });
  aws = new Aws(accessTo, "eu-west-1");
  return { aws, region: "eu-west-1", aura: new AuraReader(api, (what, failure) => gaps.add(what, failure)) };
}

/** What is there, beside nothing that is expected. */
function observed(keys: readonly string[], access?: (accountId: string | undefined) => AwsAccess): Promise<Observed> {
  const gaps = new Gaps();
  const { model } = emptyExpectation();
  return observe({ model, keys, instances: [] }, clouds(gaps, access), gaps, new Date(0), () => undefined);
}

function emptyExpectation() {
  const expectation = expectationOfStates([], []);
  if ("problems" in expectation) throw new Error("no states are no problem");
  return expectation;
}

const kmsCalls = () => [...simulator.calls.names("kms:*")].sort();
const always = (fault: Omit<Fault, "times">) => simulator.faults.add({ times: "always", ...fault });

describe("a key and all that is on it", () => {
  beforeEach(() => start());

  it("is read once, however it is named", async () => {
    const { keyArn } = account;
    const keyId = keyArn.split("/")[1] ?? "";
    const { others, gaps, identities } = await observed([keyArn, keyId, "alias/neo4j-aura/orders"]);
    expect(gaps).toEqual([]);
    expect(identities[0]).toEqual({
      of: "AWS account 111122223333",
      name: "arn:aws:iam::111122223333:user/simulator",
    });
    expect(others.keys.map(({ arn }) => arn)).toEqual([keyArn]);
    expect(others.records.map(({ id, status, keyArn: key }) => [id, status, key])).toEqual([
      [account.recordId, "ready", keyArn],
    ]);
    expect(others.instances.map(({ id, customerManagedKeyId: key }) => [id, key])).toEqual([
      [account.instanceId, account.recordId],
    ]);
    expect(kmsCalls()).toEqual([
      ...["kms:DescribeKey", "kms:GetKeyLastUsage", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus"],
      ...["kms:ListAliases", "kms:ListGrants", "kms:ListKeyRotations"],
    ]);
  });

  it("has all of its grants, page after page", async () => {
    const grants = Array.from({ length: 60 }, (_, i) =>
      account.kms.send(
        new CreateGrantCommand({
          ...{ KeyId: account.keyArn, GranteePrincipal: `arn:aws:iam::111122223333:role/r${i}` },
          Operations: ["Decrypt"],
        }),
      ),
    );
    await Promise.all(grants);
    const [key] = (await observed([account.keyArn])).others.keys;
    expect(key?.grants.known && new Set(key.grants.value.map(({ grantee }) => grantee)).size).toBeGreaterThanOrEqual(
      60,
    );
    expect(simulator.calls.names("kms:ListGrants").length).toBeGreaterThan(1);
  });

  it("that is not there is named with what to check", async () => {
    const arn = account.keyArn.replace(/key\/.*/, "key/00000000-0000-4000-8000-000000000000");
    const { others, gaps } = await observed([arn, "alias/nothing"]);
    expect(others.keys).toEqual([]);
    expect(gaps).toEqual([
      {
        what: "cannot read alias/nothing",
        got: "no alias/nothing in eu-west-1 of account 111122223333",
        fix: "check the alias, the region and the account",
      },
      { what: `cannot read ${arn}`, got: `no key ${arn}`, fix: "check the ARN; the key may have been deleted" },
    ]);
  });
});

describe("what AWS refuses", () => {
  beforeEach(() => start());

  it("of one key leaves the rest of it, and the other keys, as they are", async () => {
    const { KeyMetadata: other } = await account.kms.send(new CreateKeyCommand({}));
    always({ on: "kms:GetKeyPolicy", resource: account.keyArn, error: "AccessDeniedException" });
    const { others, gaps } = await observed([account.keyArn, other?.Arn ?? ""]);
    expect(gaps).toEqual([
      {
        what: `cannot read key ${account.keyArn}`,
        got: "access denied to kms:GetKeyPolicy",
        fix: "allow it, see docs/verify.md for the IAM policy",
      },
    ]);
    const keyOf = (arn: string | undefined) => others.keys.find((key) => key.arn === arn);
    expect(keyOf(account.keyArn)).toMatchObject({
      policy: { known: false, reason: "not readable: access denied to kms:GetKeyPolicy" },
      description: { known: true },
      rotation: { known: true },
      grants: { known: true },
    });
    expect(keyOf(other?.Arn)).toMatchObject({ policy: { known: true } });
  });

  it("of what is for the report alone is no gap", async () => {
    always({ on: "kms:GetKeyLastUsage", error: "AccessDeniedException" });
    always({ on: "kms:ListKeyRotations", error: "AccessDeniedException" });
    const { others, gaps } = await observed([account.keyArn]);
    expect(gaps).toEqual([]);
    expect(others.keys).toMatchObject([{ lastUse: { known: false }, rotation: { known: true } }]);
  });

  it("for a moment is asked again", async () => {
    simulator.faults.add({ on: "kms:DescribeKey", error: "ThrottlingException", times: 2 });
    simulator.faults.add({ on: "kms:ListGrants", drop: "before" });
    const { others, gaps } = await observed([account.keyArn]);
    expect(gaps).toEqual([]);
    expect(others.keys).toMatchObject([{ description: { known: true }, grants: { known: true } }]);
    expect(simulator.calls.names("kms:DescribeKey")).toHaveLength(3);
  });

  it("because the role of one account cannot be assumed leaves the others as they are", async () => {
    const other = account.keyArn.replace("111122223333", "444455556666");
    const role = "arn:aws:iam::444455556666:role/auditor";
    always({ on: "sts:AssumeRole", error: "AccessDenied" });
    const access = (accountId: string | undefined): AwsAccess =>
      accountId === "444455556666" ? { roleArn: role } : {};
    const { others, gaps } = await observed([account.keyArn, other], access);
    expect(others.keys.map(({ arn }) => arn)).toEqual([account.keyArn]);
    expect(gaps).toEqual([
      {
        what: `cannot read key ${other}`,
        got: "the role cannot be assumed: access denied",
        fix: "check the trust policy of the role and the permission sts:AssumeRole",
      },
    ]);
  });
});

describe("a role", () => {
  beforeEach(() => start());

  it("is assumed with the external id and the session that are given", async () => {
    const role = "arn:aws:iam::111122223333:role/auditor";
    const { identities } = await observed([account.keyArn], () => ({
      ...{ roleArn: role, externalId: "aura-1", sessionName: "nightly" },
    }));
    expect(identities[0]).toEqual({
      of: "AWS account 111122223333",
      name: "arn:aws:sts::111122223333:assumed-role/auditor/nightly",
    });
  });
});

describe("what Aura refuses", () => {
  beforeEach(() => start());

  it("leaves what is in AWS as it is", async () => {
    simulator.faults.add({ on: "GET /v1/customer-managed-keys*", status: 403, times: "always" });
    const { others, gaps } = await observed([account.keyArn]);
    expect(others.keys).toMatchObject([{ policy: { known: true } }]);
    expect(gaps).toMatchObject([
      {
        what: "cannot read customer managed keys",
        fix: "check the project id; the API credentials need a role in that project",
      },
    ]);
  });
});
