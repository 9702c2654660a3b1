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
    ["JSON", { ...GOOD, "content-type": "application/json" }, '{"grant_type":"client_credentials"}'],
    [
      "credentials in the body",
      { "content-type": FORM },
      "grant_type=client_credentials&client_id=simulated-client&client_secret=simulated-secret",
    ],
  ])("gives one for %s too", async (_name, headers: Record<string, string>, body) => {
    expect((await token(headers, body)).status).toBe(200);
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
    ["a text", { ...GOOD, "content-type": "text/plain" }, "{}", 415, "Unsupported Media Type"],
    ["JSON without a grant", { ...GOOD, "content-type": "application/json" }, "{}", 400, "unsupported_grant_type"],
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
    ["PATCH", "/customer-managed-keys/x", 405, "method-not-allowed", ", only GET, DELETE there"],
    ["PUT", "/instances/x", 405, "method-not-allowed", ", only GET, PATCH, DELETE there"],
    ["GET", "/nothing", 404, "not-found", ""],
    ["GET", "/graph-analytics/sessions", 404, "not-found", ""],
  ])("says that it does not serve %s %s", async (method, path, status, reason, more) => {
    const message = `The simulator does not serve ${method} /v1${path}${more}.`;
    expect(await world.refusal(method, path)).toEqual({ status, reason, message });
  });

  it("shows where the metrics of a project are", async () => {
    const [{ id = "" } = {}] = simulator.aura.projects;
    expect(await world.aura.data(200, "GET", `/tenants/${id}/metrics-integration`)).toEqual({
      endpoint: `https://customer-metrics-api.neo4j.io/api/v1/${id}/metrics`,
    });
  });

  it("estimates the size of an instance for graph data science", async () => {
    const estimate = (more: object) =>
      world.aura.data(200, "POST", "/instances/sizing", { node_count: 1e6, relationship_count: 5e6, ...more });
    expect(await estimate({})).toEqual({
      did_exceed_maximum: false,
      min_required_memory: "14GB",
      recommended_size: "16GB",
    });
    expect(await estimate({ node_count: 1e9 })).toMatchObject({ did_exceed_maximum: true, recommended_size: "512GB" });
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
