import { startSimulator, type Simulator } from "../../../simulator";
import { World } from "../support/world";

describe("the gateway in front of Aura", () => {
  let simulator: Simulator;
  let world: World;
  const start = async (aura: object = {}) => {
    simulator = await startSimulator({ aura });
    world = new World(simulator);
  };
  beforeEach(() => start());
  afterEach(() => simulator.stop());

  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
  const FORM = "application/x-www-form-urlencoded";
  const GOOD = { authorization: basic("simulated-client:simulated-secret"), "content-type": FORM };
  const token = (headers: Record<string, string>, body: string) =>
    world.aura.raw("POST", "/oauth/token", { headers, body });
  const get = (headers: Record<string, string>) => world.aura.raw("GET", "/v1/tenants", { headers });

  it("gives a token for an hour", async () => {
    const { status, body } = await token(GOOD, "grant_type=client_credentials");
    expect({ status, body }).toEqual({
      status: 200,
      body: { access_token: expect.stringMatching(/^[\w-]{32}$/), expires_in: 3600, token_type: "bearer" },
    });
  });

  it.each([
    [
      "a wrong secret",
      { ...GOOD, authorization: basic("simulated-client:x") },
      "grant_type=client_credentials",
      401,
      "access_denied",
    ],
    ["no credentials", { "content-type": FORM }, "grant_type=client_credentials", 401, "access_denied"],
    [
      "credentials in another scheme",
      { ...GOOD, authorization: "Bearer x" },
      "grant_type=client_credentials",
      401,
      "access_denied",
    ],
    ["a JSON body", { ...GOOD, "content-type": "application/json" }, "{}", 415, "Unsupported Media Type"],
    ["another grant", GOOD, "grant_type=password", 400, "unsupported_grant_type"],
  ])("gives no token for %s", async (_name, headers, body, status, error) => {
    expect(await token(headers, body)).toMatchObject({ status, body: { error } });
  });

  it("answers 401 without a token of its own, and 403 once the token has expired", async () => {
    expect(await get({})).toMatchObject({ status: 401, body: { error: "Unauthorized" } });
    expect(await get({ authorization: "Bearer made-up" })).toMatchObject({ status: 401 });
    const authorization = `Bearer ${await world.aura.newToken()}`;
    simulator.clock.advance(3_540_000);
    const answer = await get({ authorization });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    simulator.clock.advance(60_000);
    expect(await get({ authorization })).toMatchObject({ status: 403, body: { error: "Forbidden" } });
    expect(await get({ authorization: `Bearer ${await world.aura.newToken()}` })).toMatchObject({ status: 200 });
  });

  it("accepts 125 calls a minute, then sends Retry-After", async () => {
    for (let call = 0; call < 125; call++) expect((await world.aura.call("GET", "/tenants")).status).toBe(200);
    const refused = await world.aura.call("GET", "/tenants");
    expect(refused).toMatchObject({ status: 429, body: { error: "API rate limit exceeded" } });
    const seconds = Number(refused.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    simulator.clock.advance(seconds * 1000);
    expect((await world.aura.call("GET", "/tenants")).status).toBe(200);
  });

  it.each([
    ["date", /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/],
    ["none", /^null$/],
  ])("can say when to come back as %s", async (retryAfter, form) => {
    await simulator.stop();
    await start({ requestsPerMinute: 1, retryAfter });
    await world.aura.call("GET", "/tenants");
    const refused = await world.aura.call("GET", "/tenants");
    expect(refused.status).toBe(429);
    const when = String(refused.headers.get("retry-after"));
    expect(when).toMatch(form);
    if (retryAfter === "date") expect(Date.parse(when)).toBeGreaterThan(simulator.clock.now() + 50_000);
  });

  it.each([
    ["POST", "/customer-managed-keys"],
    ["POST", "/instances"],
    ["PATCH", "/instances/12345678"],
    ["POST", "/instances/12345678/pause"],
    ["POST", "/instances/12345678/resume"],
    ["POST", "/instances/12345678/overwrite"],
  ])("requires application/json for %s %s, even without a body", async (method, path) => {
    const authorization = `Bearer ${await world.aura.newToken()}`;
    expect(await world.aura.raw(method, `/v1${path}`, { headers: { authorization } })).toMatchObject({
      status: 415,
      body: { error: "Unsupported Media Type" },
    });
    const json = { authorization, "content-type": "application/json; charset=utf-8" };
    expect((await world.aura.raw(method, `/v1${path}`, { headers: json, body: "{}" })).status).not.toBe(415);
  });

  it.each([
    ["PATCH", "/customer-managed-keys/x", 405, "Method Not Allowed"],
    ["PUT", "/customer-managed-keys/x", 405, "Method Not Allowed"],
    ["PUT", "/instances/x", 405, "Method Not Allowed"],
    ["GET", "/nothing", 404, "Not Found"],
  ])("knows no %s %s", async (method, path, status, error) => {
    expect(await world.aura.call(method, path)).toMatchObject({ status, body: { error } });
  });

  it("shows the projects and what each of them can order", async () => {
    const { id, name, instanceConfigurations } = simulator.aura.projects[0] ?? { instanceConfigurations: [] };
    expect(await world.aura.data(200, "GET", "/tenants")).toEqual([{ id, name }]);
    const shown = await world.aura.data<Record<string, unknown[]>>(200, "GET", `/tenants/${id}`);
    expect(shown).toEqual({ id, name, instance_configurations: instanceConfigurations });
    expect(shown.instance_configurations?.[0]).toEqual({
      region: "ap-northeast-1",
      region_name: "Simulated (ap-northeast-1)",
      type: "enterprise-db",
      memory: "1GB",
      storage: "2GB",
      version: "5",
      cloud_provider: "aws",
    });
    expect(await world.refusal("GET", "/tenants/none")).toEqual({
      status: 404,
      reason: "tenant-not-found",
      message: "The tenant you specified could not be found",
    });
  });
});
