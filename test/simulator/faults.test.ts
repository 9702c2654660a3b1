import { connect } from "node:net";
import { startSimulator, type Fault, type Simulator } from "../../simulator";
import { World } from "./support/world";

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/12345678-1234-1234-1234-123456789012";

describe("faults on demand", () => {
  let simulator: Simulator;
  let world: World;
  beforeEach(async () => {
    simulator = await startSimulator();
    world = new World(simulator);
    await world.aura.call("GET", "/tenants");
    simulator.calls.clear();
  });
  afterEach(() => simulator.stop());

  const post = () => world.aura.call("POST", "/customer-managed-keys", world.recordBody(KEY));
  const outcomes = () => simulator.calls.list().map(({ call, outcome, processed }) => [call, outcome, processed]);
  const POST = "POST /v1/customer-managed-keys";

  it.each([
    [401, "Unauthorized"],
    [403, "Forbidden"],
    [429, "API rate limit exceeded"],
    [500, "Internal Server Error"],
    [502, "Bad Gateway"],
    [503, "Service Unavailable"],
    [504, "Gateway Timeout"],
    [418, "Simulated failure"],
  ])("answer %i in the gateway's shape without processing the call", async (status, error) => {
    simulator.faults.add({ on: POST, status, retryAfter: 7 });
    const answer = await post();
    expect(answer).toMatchObject({ status, body: { error } });
    expect(answer.headers.get("retry-after")).toBe("7");
    expect(simulator.aura.records.list()).toEqual([]);
    expect((await post()).status).toBe(202);
    expect(outcomes()).toEqual([
      [POST, status, false],
      [POST, 202, true],
    ]);
  });

  it("drop the connection before the call is processed, or only its answer", async () => {
    simulator.faults.add({ on: POST, drop: "before" });
    await expect(post()).rejects.toThrow("fetch failed");
    expect(simulator.aura.records.list()).toHaveLength(0);
    simulator.faults.add({ on: POST, drop: "after" });
    await expect(post()).rejects.toThrow("fetch failed");
    expect(simulator.aura.records.list()).toHaveLength(1);
    expect(outcomes()).toEqual([
      [POST, "dropped", false],
      [POST, "dropped", true],
    ]);
  });

  it("let the call's own token expire, and no other one", async () => {
    const other = new World(simulator);
    await other.aura.call("GET", "/tenants");
    simulator.faults.add({ on: POST, expireToken: true });
    expect(await post()).toMatchObject({ status: 403, body: { error: "Forbidden" } });
    expect(await post()).toMatchObject({ status: 403 });
    expect((await other.aura.call("GET", "/tenants")).status).toBe(200);
    simulator.aura.tokens.expireAll();
    expect((await other.aura.call("GET", "/tenants")).status).toBe(403);
  });

  it("make a call slow", async () => {
    simulator.faults.add({ on: "GET *", delayMs: 50 });
    const start = performance.now();
    await world.aura.call("GET", "/tenants");
    expect(performance.now() - start).toBeGreaterThanOrEqual(49);
  });

  it("hit the calls that their pattern names, so many times, after so many that pass", async () => {
    const get = async (path: string) => (await world.aura.call("GET", path)).status;
    const hits = async (fault: Fault, paths: string[]) => {
      simulator.faults.clear();
      const disarm = simulator.faults.add(fault);
      const statuses: number[] = [];
      for (const path of paths) statuses.push(await get(path));
      disarm();
      return statuses;
    };
    const once = { on: "GET /v1/tenants", status: 503 };
    expect(await hits(once, ["/instances", "/tenants", "/tenants"])).toEqual([200, 503, 200]);
    expect(await hits({ ...once, times: 2 }, ["/tenants", "/tenants", "/tenants"])).toEqual([503, 503, 200]);
    expect(await hits({ ...once, skip: 1 }, ["/tenants", "/tenants", "/tenants"])).toEqual([200, 503, 200]);
    expect(await hits({ ...once, times: "always" }, ["/tenants", "/tenants"])).toEqual([503, 503]);
    expect(await hits({ on: "GET /v1/*", status: 503, times: 2 }, ["/tenants", "/instances"])).toEqual([503, 503]);
    expect(await hits({ on: "GET /v1/tenants/*", status: 503 }, ["/tenants", "/tenants/x"])).toEqual([200, 503]);
    expect(await hits({ on: "GET /v1/t.nants", status: 503 }, ["/tenants"])).toEqual([200]);
    expect(simulator.faults.pending).toBe(0);
  });

  it("run a hook right before and right after the call is processed", async () => {
    const seen: (readonly [string, number])[] = [];
    const hook = (moment: string) => void seen.push([moment, simulator.aura.records.list().length]);
    simulator.faults.add({ on: POST, hook });
    await post();
    expect(seen).toEqual([
      ["before", 0],
      ["after", 1],
    ]);
  });

  it("answer with an error of AWS for one key, for one caller, or so many times", async () => {
    const [forbidden, other] = [await world.key({}), await world.key({})];
    const caller = "arn:aws:iam::111122223333:user/simulator";
    const call = (operation: string, KeyId: string) =>
      world.kms(operation, { KeyId }).then(
        () => "ok",
        ({ message }: Error) => message.replace(/^.*RequestID: [\w-]+, /, ""),
      );
    const { faults } = simulator;
    faults.add({ on: "kms:GetKeyPolicy", resource: forbidden, error: "AccessDeniedException", times: "always" });
    const denied =
      `api error AccessDeniedException: User: ${caller} is not authorized to perform: kms:GetKeyPolicy on resource: ` +
      `${forbidden} because no identity-based policy allows the kms:GetKeyPolicy action`;
    expect(await call("GetKeyPolicy", forbidden)).toBe(denied);
    expect(await call("GetKeyPolicy", forbidden.split("/")[1] ?? "")).toBe(denied);
    expect(await call("GetKeyPolicy", other)).toBe("ok");
    expect(await call("DescribeKey", forbidden)).toBe("ok");
    await world.kms("CreateAlias", { AliasName: "alias/orders", TargetKeyId: forbidden });
    faults.add({ on: "kms:DescribeKey", resource: forbidden, error: "NotFoundException", message: "gone" });
    expect(await call("DescribeKey", "alias/orders")).toBe("NotFoundException: gone");

    faults.clear();
    faults.add({ on: "kms:*", caller: "arn:aws:iam::*:role/*", error: "ExpiredTokenException" });
    expect(await call("DescribeKey", other)).toBe("ok");
    faults.add({ on: "kms:*", caller: "arn:aws:iam::*:user/*", error: "ExpiredTokenException" });
    expect(await call("DescribeKey", other)).toBe(
      "ExpiredTokenException: The security token included in the request is expired",
    );
    // This client tries three times, as AWS' own do.
    faults.add({ on: "kms:ListGrants", error: "ThrottlingException", times: 3 });
    expect(await call("ListGrants", other)).toBe("api error ThrottlingException: Rate exceeded");
    expect(await call("ListGrants", other)).toBe("ok");
    const statuses = simulator.calls.list().map(({ call, outcome }) => `${call} ${outcome}`);
    expect(statuses.slice(-4)).toEqual([...Array<string>(3).fill("kms:ListGrants 400"), "kms:ListGrants 200"]);
  });

  it("are met by every call when the whole simulator is slow", async () => {
    const slow = await startSimulator({ latencyMs: 30 });
    try {
      const start = performance.now();
      await new World(slow).aura.call("GET", "/tenants"); // the token, then the call
      expect(performance.now() - start).toBeGreaterThanOrEqual(59);
    } finally {
      await slow.stop();
    }
  });
});

describe("the call log", () => {
  it("keeps the calls of both services in the order in which they came in, with what they asked for and no secret", async () => {
    const simulator = await startSimulator();
    try {
      const world = new World(simulator);
      simulator.faults.add({ on: "POST /v1/*", delayMs: 40 });
      const slow = world.aura.call("POST", "/customer-managed-keys", world.recordBody(KEY));
      while (simulator.faults.pending > 0) await new Promise((resolve) => setTimeout(resolve, 1));
      await world.kms("ListKeys", {});
      await slow;
      expect(simulator.calls.names()).toEqual(["POST /oauth/token", "POST /v1/customer-managed-keys", "kms:ListKeys"]);
      expect(simulator.calls.names("kms:*")).toEqual(["kms:ListKeys"]);
      expect(simulator.calls.list()).toEqual([
        { call: "POST /oauth/token", outcome: 200, processed: true, at: expect.any(Number) },
        {
          call: "POST /v1/customer-managed-keys",
          outcome: 202,
          processed: true,
          request: world.recordBody(KEY),
          at: expect.any(Number),
        },
        {
          call: "kms:ListKeys",
          outcome: 200,
          processed: true,
          region: "eu-west-1",
          accountId: "111122223333",
          caller: "arn:aws:iam::111122223333:user/simulator",
          request: {},
          at: expect.any(Number),
        },
      ]);
      const log = JSON.stringify(simulator.calls.list());
      expect(log).not.toContain(simulator.environment.AURA_CLIENT_SECRET);
      simulator.faults.add({ on: "kms:ListKeys", delayMs: 20 });
      const late = world.kms("ListKeys", {});
      while (simulator.faults.pending > 0) await new Promise((resolve) => setTimeout(resolve, 1));
      simulator.calls.clear();
      await world.kms("ListAliases", {});
      await late;
      expect(simulator.calls.names()).toEqual(["kms:ListAliases"]);
      for (let call = 0; call < 30_000; call++) {
        simulator.calls.open()({ call: `${call}`, outcome: 200, processed: true, at: 0 });
      }
      const names = simulator.calls.names();
      expect([names.length, names[0], names.at(-1)]).toEqual([10_000, "20000", "29999"]);
    } finally {
      await simulator.stop();
    }
  });
});

describe("a request", () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator.stop());

  /** What the simulator answers to bytes that no proper client would send. */
  const answerTo = (lines: string[], body = ""): Promise<string> =>
    new Promise((resolve, reject) => {
      let text = "";
      const socket = connect(Number(new URL(simulator.endpoints.aura).port), "127.0.0.1", () =>
        socket.write(`${[...lines, "Connection: close"].join("\r\n")}\r\n\r\n${body}`),
      );
      socket.on("data", (chunk) => (text += String(chunk)));
      socket.once("close", () => resolve(text));
      socket.once("error", reject);
    });
  const OWN = "Host: localhost";

  it("for another host is refused: a page of another site cannot read what is here", async () => {
    expect(await answerTo(["GET /console HTTP/1.1", "Host: evil.example"])).toMatch(
      /^HTTP\/1.1 421 .*\{"error":"The simulator answers to 127.0.0.1 and localhost only"\}/s,
    );
    expect(await answerTo(["GET /console HTTP/1.1", OWN])).toMatch(/^HTTP\/1.1 200 /);
  });

  it.each(["/%", "/%ff", "http://evil.example/console"])("with the malformed address %s is a 400", async (address) => {
    expect(await answerTo([`GET ${address} HTTP/1.1`, OWN])).toMatch(
      /^HTTP\/1.1 400 .*\{"error":"The address of the request is malformed"\}/s,
    );
  });

  it("of more than a million bytes is refused", async () => {
    const head = ["POST /v1/instances HTTP/1.1", OWN, "Content-Length: 1000001"];
    expect(await answerTo(head, "x".repeat(1_000_001))).toMatch(/^HTTP\/1.1 413 /);
  });
});

describe("the controls over HTTP", () => {
  let simulator: Simulator;
  let world: World;
  beforeEach(async () => {
    simulator = await startSimulator();
    world = new World(simulator);
  });
  afterEach(() => simulator.stop());

  const control = (method: string, path: string, body?: unknown) =>
    world.aura.raw(method, `/_simulator${path}`, {
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  const status = async () => (await world.aura.call("GET", "/tenants")).status;

  it("arm and disarm faults", async () => {
    expect(await control("POST", "/faults", { on: "GET *", status: 503, times: "always" })).toMatchObject({
      status: 204,
    });
    expect(await status()).toBe(503);
    expect((await control("DELETE", "/faults")).status).toBe(204);
    expect(await status()).toBe(200);
  });

  it("skip time, expire tokens, hold records, and show and forget the calls", async () => {
    const id = await world.record(await world.key());
    await control("POST", "/hold", { record: "orders" });
    await control("POST", "/clock", { advanceMs: 60_000 });
    expect(await world.recordStatus(id)).toBe("pending");
    await control("DELETE", "/hold");
    expect(await world.recordStatus(id)).toBe("ready");
    await control("POST", "/expire-tokens", {});
    expect(await status()).toBe(403);
    const calls = (await control("GET", "/calls")).body as { call: string; outcome: number }[];
    expect(calls.map(({ call, outcome }) => `${call} ${outcome}`)).toEqual([
      "kms:CreateKey 200",
      "POST /oauth/token 200",
      "POST /v1/customer-managed-keys 202",
      `GET /v1/customer-managed-keys/${id} 200`,
      `GET /v1/customer-managed-keys/${id} 200`,
      "GET /v1/tenants 403",
    ]);
    await control("DELETE", "/calls");
    expect((await control("GET", "/calls")).body).toEqual([]);
  });

  it("refuse what they do not understand, and what a page of another site could send", async () => {
    expect(await control("POST", "/faults", { on: "GET *", stauts: 503 })).toMatchObject({
      status: 400,
      body: { error: '✖ Unrecognized key: "stauts"' },
    });
    expect(await control("POST", "/faults", { on: "kms:*", error: "no name" })).toMatchObject({
      status: 400,
      body: { error: "✖ Expected the name of an error\n  → at error" },
    });
    expect(await control("POST", "/clock", { advanceMs: -1 })).toMatchObject({
      status: 400,
      body: { error: "✖ Too small: expected number to be >=0\n  → at advanceMs" },
    });
    expect(await control("GET", "/else")).toMatchObject({
      status: 404,
      body: {
        error:
          "The simulator has no control GET /else. It has GET /calls, DELETE /calls, GET /notifications, DELETE /notifications, POST /faults, " +
          "DELETE /faults, POST /clock, POST /hold, DELETE /hold, POST /expire-tokens.",
      },
    });
    expect(await control("POST", "/faults", { on: "*a".repeat(20), status: 503 })).toMatchObject({
      status: 400,
      body: { error: "✖ Too many stars: expected at most 10\n  → at on" },
    });
    expect(await control("POST", "/clock", { advanceMs: 1e15 })).toMatchObject({ status: 400 });
    for (let armed = 0; armed < 1000; armed++) simulator.faults.add({ on: "x" });
    expect(await control("POST", "/faults", { on: "x" })).toMatchObject({
      status: 400,
      body: { error: "at most 1000 faults can be armed at once" },
    });
    const simple = await world.aura.raw("POST", "/_simulator/expire-tokens", { body: "{}" });
    expect(simple).toMatchObject({ status: 415, body: { error: "The simulator's controls take application/json" } });
    expect(() => simulator.clock.advance(-1)).toThrow("the clock can only go forward, got: -1 ms");
  });
});
