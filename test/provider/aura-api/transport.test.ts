import { gzipSync } from "node:zlib";
import {
  AuraApi,
  AuraApiError,
  baseUrlProblem,
  UnderWay,
  type Clock,
  type NewInstance,
} from "../../../provider/aura-api";
import { Transport, type TransportOptions } from "../../../provider/aura-api/transport";
import { tinyServer, type Reply, type Seen, type TinyServer } from "../support/server";

/** A clock that jumps instead of waiting, and remembers the jumps. */
class JumpingClock implements Clock {
  public time = Date.parse("2025-01-01T00:00:00Z");
  public readonly slept: number[] = [];
  public now = () => this.time;
  public random = () => 0.5;
  /** Ends every time limit. */
  public ring = () => this.alarms.forEach((ring) => ring());
  private readonly alarms = new Set<() => void>();
  public alarm(_: number, ring: () => void): () => void {
    this.alarms.add(ring);
    return () => void this.alarms.delete(ring);
  }
  public async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.slept.push(milliseconds);
    this.time += milliseconds;
    await Promise.resolve();
  }
}

describe("the transport", () => {
  let server: TinyServer;
  let clock: JumpingClock;
  const on = async (
    answer: (call: string, seen: Seen) => Reply | undefined,
    options: Partial<TransportOptions> = {},
  ) => {
    server = await tinyServer(answer);
    clock = new JumpingClock();
    return new Transport({
      baseUrl: server.url,
      clientId: "id",
      clientSecret: "s3cret",
      userAgent: "cdktf-aura-cmk/1.2.3",
      clock,
      ...options,
    });
  };
  afterEach(() => server.stop());
  const calls = () => server.seen.map(({ call }) => call);
  const failureOf = async (work: Promise<unknown>) => {
    const problem: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(problem instanceof AuraApiError)) throw new Error(`not a failure of the API: ${String(problem)}`);
    return problem;
  };
  /** Answers in turn; the last one again and again. */
  const inTurn = (...replies: Reply[]) => {
    let next = 0;
    return (call: string) => (call === "POST /oauth/token" ? undefined : replies[Math.min(next++, replies.length - 1)]);
  };
  const OK = { status: 200, body: { data: 1 } };

  it("logs in with HTTP Basic, once for all, and sends the token, a user agent and JSON", async () => {
    const transport = await on(inTurn(OK));
    await Promise.all([
      transport.request("GET", "/a"),
      transport.request("GET", "/b"),
      transport.request("POST", "/c", {}),
    ]);
    expect(calls().sort()).toEqual(["GET /v1/a", "GET /v1/b", "POST /oauth/token", "POST /v1/c"]);
    const login = server.seen.find(({ call }) => call === "POST /oauth/token");
    expect([login?.headers.authorization, login?.headers["content-type"], login?.body]).toEqual([
      "Basic aWQ6czNjcmV0",
      "application/x-www-form-urlencoded",
      "grant_type=client_credentials",
    ]);
    const post = server.seen.find(({ call }) => call === "POST /v1/c");
    expect(post).toMatchObject({
      headers: {
        authorization: "Bearer token-1",
        "content-type": "application/json",
        "user-agent": "cdktf-aura-cmk/1.2.3",
      },
      body: "{}",
    });
  });

  it.each(["", "/", "/v1", "/v1/"])("takes the address of the API with %j at its end", async (end) => {
    server = await tinyServer(inTurn(OK));
    const options = { clientId: "id", clientSecret: "s", userAgent: "x", clock: new JumpingClock() };
    await new Transport({ ...options, baseUrl: server.url + end }).request("GET", "/a");
    expect(calls()).toEqual(["POST /oauth/token", "GET /v1/a"]);
  });

  it("gets a new token before the old one ends", async () => {
    const transport = await on(inTurn(OK));
    await transport.request("GET", "/a");
    clock.time += 3_539_000;
    await transport.request("GET", "/a");
    clock.time += 2_000;
    await transport.request("GET", "/a");
    expect(calls().filter((call) => call === "POST /oauth/token")).toHaveLength(2);
  });

  it("renews a refused token once, and sends even a POST again: it was not carried out", async () => {
    const transport = await on(inTurn({ status: 403, body: { error: "expired" } }, OK));
    await transport.request("POST", "/a", {});
    expect(calls()).toEqual(["POST /oauth/token", "POST /v1/a", "POST /oauth/token", "POST /v1/a"]);
    expect(server.seen.at(-1)?.headers.authorization).toBe("Bearer token-2");
  });

  it("takes a second refusal for an answer", async () => {
    const transport = await on(inTurn({ status: 403, body: { error: "not allowed" } }));
    const failure = await failureOf(transport.request("GET", "/a"));
    expect([failure.message, failure.status, failure.ambiguous]).toEqual([
      "GET /a answered 403: not allowed",
      403,
      false,
    ]);
    expect(calls().filter((call) => call === "GET /v1/a")).toHaveLength(2);
  });

  it("says that the credentials are not accepted, without showing them", async () => {
    const transport = await on(() => ({ status: 401, body: { error: "access_denied s3cret aWQ6czNjcmV0" } }));
    expect((await failureOf(transport.request("GET", "/a"))).message).toBe(
      "POST /oauth/token answered 401: client_id and client_secret are not accepted",
    );
  });

  it.each([
    ["seconds", "7", 7_000],
    ["an HTTP date", "Wed, 01 Jan 2025 00:00:09 GMT", 9_000],
    ["far too many seconds", "86400", 120_000],
    ["nothing that can be read", "soon", 750],
  ])("waits after 429 as long as Retry-After says in %s", async (_, header, expected) => {
    const date = new Date("2025-01-01T00:00:00Z").toUTCString();
    const transport = await on(inTurn({ status: 429, headers: { "retry-after": header, date } }, OK));
    await transport.request("POST", "/a", {});
    expect(clock.slept).toEqual([expected]);
  });

  it("reads a date by the clock of the API", async () => {
    const headers = { "retry-after": "Wed, 01 Jan 2025 01:00:09 GMT", date: "Wed, 01 Jan 2025 01:00:00 GMT" };
    const transport = await on(inTurn({ status: 429, headers }, OK));
    await transport.request("GET", "/a");
    expect(clock.slept).toEqual([9_000]);
  });

  it.each(["0", "-5", "Wed, 01 Jan 2025 00:00:00 GMT"])(
    "does not send eight times at once because Retry-After says %j",
    async (header) => {
      const transport = await on(inTurn({ status: 503, headers: { "retry-after": header } }));
      await failureOf(transport.request("GET", "/a"));
      expect(clock.slept).toEqual([750, 1_500, 3_000, 6_000, 12_000, 22_500, 22_500]);
    },
  );

  it("backs off longer each time, and gives up after eight attempts", async () => {
    const transport = await on(inTurn({ status: 503, body: { error: "Service Unavailable" } }));
    const failure = await failureOf(transport.request("GET", "/a"));
    expect([failure.message, failure.ambiguous]).toEqual(["GET /a answered 503: Service Unavailable", false]);
    expect(clock.slept).toEqual([750, 1_500, 3_000, 6_000, 12_000, 22_500, 22_500]);
  });

  it.each([
    ["POST", { status: 502 }],
    ["PATCH", { status: 500 }],
    ["POST", "cut"],
    ["PATCH", "cut"],
  ] as [string, Reply][])("never sends a %s again that may have had its effect", async (method, reply) => {
    const transport = await on(inTurn(reply));
    expect((await failureOf(transport.request(method, "/a", {}))).ambiguous).toBe(true);
    expect(calls().filter((call) => call === `${method} /v1/a`)).toHaveLength(1);
  });

  it.each(["GET", "DELETE"])("sends a %s again when the connection was cut", async (method) => {
    const transport = await on(inTurn("cut", OK));
    expect(await transport.request(method, "/a")).toEqual({ data: 1 });
  });

  it("gives up soon when nobody listens, and knows that nothing was sent", async () => {
    const transport = await on(inTurn(OK));
    await server.stop();
    const failure = await failureOf(transport.request("POST", "/a", {}));
    expect([failure.ambiguous, failure.message]).toEqual([
      false,
      expect.stringContaining("POST /oauth/token got no answer: ECONNREFUSED"),
    ]);
    expect(clock.slept).toHaveLength(2);
  });

  it.each(["POST", "PATCH"])("waits 5 minutes for the answer to a %s, which is given once", async (method) => {
    const transport = await on((call) => {
      if (call !== `${method} /v1/a`) return undefined;
      clock.ring();
      return "never";
    });
    expect((await failureOf(transport.request(method, "/a", {}))).message).toBe(
      `${method} /a got no answer within 300000 ms`,
    );
  });

  it("waits 30 s for the answer to what it may send again", async () => {
    const transport = await on((call) => {
      if (call !== "GET /v1/a") return undefined;
      clock.ring();
      return "never";
    });
    expect((await failureOf(transport.request("GET", "/a"))).message).toBe("GET /a got no answer within 30000 ms");
  });

  it.each<[string, Reply, string]>([
    ["that is no JSON", { status: 202, body: '{"data":{"id":"0bad' }, '{"data":{"id":"0bad'],
    [
      "that broke off",
      { status: 202, body: '{"data":{"id":"0badcafe"', headers: { "content-length": "500" } },
      '{"data":{"id":"0badcafe"',
    ],
    ["without an id", { status: 202, body: { data: { name: "orders" } } }, '{"data":{"name":"orders"}}'],
    ["without a body", { status: 202 }, ""],
  ])("hands on an answer %s, in no text that is shown", async (_, reply, body) => {
    await on(inTurn(reply));
    const api = new AuraApi({ baseUrl: server.url, clientId: "id", clientSecret: "s", userAgent: "x", clock });
    const failure = await failureOf(api.createInstance({} as NewInstance));
    expect([failure.body, failure.ambiguous]).toEqual([body, true]);
    expect(failure.message).not.toContain("0bad");
  });

  it.each(["getInstance", "getKey", "getProject"] as const)(
    "%s refuses an answer about another object",
    async (get) => {
      const place = {
        tenant_id: "p",
        cloud_provider: "aws",
        region: "eu-west-1",
        type: "enterprise-db",
        memory: "8GB",
      };
      const data = { ...place, id: "0BADCAFE", name: "orders", status: "running", key_id: "arn" };
      await on(inTurn({ status: 200, body: { data } }));
      const api = new AuraApi({ baseUrl: server.url, clientId: "id", clientSecret: "s", userAgent: "x", clock });
      expect(await api[get]("0badcafe")).toMatchObject({ name: "orders" });
      const { message, ambiguous } = await failureOf(api[get]("00000000"));
      expect([message, ambiguous]).toEqual([
        expect.stringMatching(/^GET \/[a-z-]+\/00000000 got an unusable answer: it is about another object$/),
        false,
      ]);
    },
  );

  it("hands on no body of an error", async () => {
    const transport = await on(inTurn({ status: 400, body: { error: "no" } }));
    expect((await failureOf(transport.request("POST", "/a", {}))).body).toBeUndefined();
  });

  it("knows by how much the clock of the API is ahead", async () => {
    const date = () => new Date(clock.time + 3_600_000).toUTCString();
    await on((call) => (call === "POST /oauth/token" ? undefined : { ...OK, headers: { date: date() } }));
    const api = new AuraApi({ baseUrl: server.url, clientId: "id", clientSecret: "s", userAgent: "x", clock });
    expect(api.now()).toBe(clock.time);
    await api.deleteKey("a");
    expect(api.now() - clock.time).toBe(3_600_000);
  });

  it("says when the requests that must not be cut off have come to their end, also the failed ones", async () => {
    const underWay = new UnderWay();
    const replies: Record<string, Reply> = {
      "POST /v1/a": { ...OK, after: 40 },
      "PATCH /v1/b": { status: 400, after: 40 },
      "GET /v1/c": "never",
    };
    const transport = await on((call) => replies[call], { underWay });
    const order: string[] = [];
    const first = transport.request("POST", "/a", {}).then(() => order.push("first"));
    const second = transport.request("PATCH", "/b", {}).catch(() => order.push("second"));
    const stop = new AbortController();
    const reading = transport.request("GET", "/c", undefined, stop.signal).catch(() => undefined);
    while (server.seen.length < 4) await new Promise(setImmediate);
    await underWay.ended();
    expect(order.sort()).toEqual(["first", "second"]);
    stop.abort();
    await Promise.all([first, second, reading]);
  });

  it("stops a GET at once when it is told to, and brings a POST to its end", async () => {
    const reason = new Error("stop");
    let stop = new AbortController();
    const transport = await on((call) => {
      if (call === "POST /oauth/token") return undefined;
      stop.abort(reason);
      return call === "GET /v1/a" ? "never" : { ...OK, after: 20 };
    });
    await expect(transport.request("GET", "/a", undefined, stop.signal)).rejects.toBe(reason);
    stop = new AbortController();
    expect(await transport.request("POST", "/a", {}, stop.signal)).toEqual({ data: 1 });
  });

  it("starts no more requests within a minute than it may, over all operations", async () => {
    const starts: number[] = [];
    const transport = await on(
      (call) => {
        starts.push(clock.time);
        return call === "POST /oauth/token" ? undefined : OK;
      },
      { requestsPerMinute: 10 },
    );
    for (let index = 0; index < 35; index++) await transport.request("GET", "/a");
    const busiest = Math.max(...starts.map((from) => starts.filter((at) => at >= from && at < from + 60_000).length));
    expect(busiest).toBe(10);
    expect(clock.slept.reduce((sum, one) => sum + one)).toBe(180_000);
  });

  it("counts a request for a minute from its end, because it arrives at some time before, and tells a long wait", async () => {
    const arrived: number[] = [];
    const waits: number[] = [];
    const transport = await on(
      (call) => {
        // The first ones take 20 seconds to arrive.
        clock.time += arrived.length < 5 ? 20_000 : 0;
        arrived.push(clock.time);
        return call === "POST /oauth/token" ? undefined : OK;
      },
      { requestsPerMinute: 5, onRateLimit: (wait) => waits.push(wait) },
    );
    for (let index = 0; index < 14; index++) await transport.request("GET", "/a");
    const busiest = Math.max(...arrived.map((from) => arrived.filter((at) => at >= from && at < from + 60_000).length));
    expect(busiest).toBeLessThanOrEqual(5);
    expect(waits).toEqual(clock.slept.filter((wait) => wait >= 5_000));
  });

  it("waits no longer when the clock is set back", async () => {
    const transport = await on(inTurn(OK, OK, { status: 429, headers: { "retry-after": "9" } }, OK), {
      requestsPerMinute: 3,
    });
    await transport.request("GET", "/a");
    await transport.request("GET", "/a");
    clock.time -= 3_600_000;
    await transport.request("GET", "/a");
    expect(clock.slept).toEqual([60_000, 9_000]);
  });

  it("does not follow a redirect: the token could end up elsewhere", async () => {
    const transport = await on(inTurn({ status: 308, headers: { location: "http://127.0.0.1:1/" } }));
    expect((await failureOf(transport.request("GET", "/a"))).message).toBe(
      "GET /a answered 308: a redirect, which is not followed; check `base_url`",
    );
  });

  it("follows none for the token either: the client secret could end up elsewhere", async () => {
    const transport = await on(() => ({ status: 302, headers: { location: "http://127.0.0.1:1/" } }));
    expect((await failureOf(transport.request("GET", "/a"))).message).toBe(
      "POST /oauth/token answered 302: a redirect, which is not followed; check `base_url`",
    );
  });

  it("reads the API's own errors", async () => {
    const errors = [{ message: "Encryption Key not found: x", reason: "encryption-key-not-found", field: "id" }];
    const transport = await on(inTurn({ status: 404, body: { errors } }));
    const failure = await failureOf(transport.request("GET", "/a"));
    expect(failure.message).toBe("GET /a answered 404: Encryption Key not found: x (encryption-key-not-found) at id");
    expect([failure.has("encryption-key-not-found"), failure.has("other")]).toEqual([true, false]);
  });

  const errorOf = async (body: unknown, status = 400) => {
    const transport = await on(inTurn({ status, body }));
    const { message } = await failureOf(transport.request("GET", "/a"));
    await server.stop();
    return message;
  };

  it.each<[string, unknown, string]>([
    ["a list", { errors: [{ Message: "m", Reason: "r", Field: "memory" }, "text", null] }, "m (r) at memory: text"],
    ["one error", { message: "m", reason: "r" }, "m (r)"],
    [
      "errors by field",
      { errors: { tenant_id: { message: "bad" } }, message: "m", reason: "r" },
      "m (r): bad at project_id",
    ],
    ["the gateway's", { error: "e" }, "e"],
    ["text", "upstream failed", "upstream failed"],
    ["a page", "<html><style>a{}</style><h1>502 Bad\n Gateway</h1></html>", "502 Bad Gateway"],
    ["a page with a secret in it", "<html><p>s&#x33;cret, S3CRET &amp; co</p></html>", "[secret], [secret] & co"],
    [
      "what cannot be written",
      `{"errors":[{"message":${"[".repeat(9_000)}${"]".repeat(9_000)},"reason":"deep"}]}`,
      "(deep)",
    ],
    ["many errors", { errors: Array(1000).fill({ message: "m" }) }, "m: m: m: m: m: and 995 more"],
    ["the name that the API has for project_id", { errors: [{ message: "m", field: "tenant_id" }] }, "m at project_id"],
  ])("reads errors in the shape of %s", async (_, body, expected) =>
    expect(await errorOf(body)).toBe(`GET /a answered 400: ${expected}`),
  );

  it("never shows a token or a secret that is echoed, wherever it stands and however it is escaped", async () => {
    const transport = await on(
      (call, { headers }) => {
        if (call === "POST /oauth/token") return undefined;
        const echo = `${headers.authorization} s3cret/+" s3cret%2F%2B%22 s3cret/+\\" aWQ6czNjcmV0LysiIA==`;
        return { status: 400, body: { errors: [{ message: echo, reason: echo, field: echo }] } };
      },
      { clientSecret: 's3cret/+"' },
    );
    const { message, details } = await failureOf(transport.request("GET", "/a"));
    expect(JSON.stringify([message, details])).not.toMatch(/token-|s3cret/);
    expect(message).toMatch(/^GET \/a answered 400: Bearer \[secret\] \[secret\] \[secret\] \[secret\] /);
  });

  it("shows control characters and changes of direction instead of what they would do", async () => {
    const errors = [{ message: "\u001b[2J\u001b[31mowned\r\nline\u0007 \u202egpj", reason: "\u009b" }];
    expect(await errorOf({ errors })).toBe(
      "GET /a answered 400: \\u001b[2J\\u001b[31mowned\\r\\nline\\u0007 \\u202egpj (\\u009b)",
    );
  });

  it("reads no more of an error than is shown", async () => {
    const message = await errorOf(`{"errors":[{"message":"${"x".repeat(100e6)}"}]}`);
    expect(message).toMatch(/^GET \/a answered 400: \{"errors":\[\{"message":"x{277}\.\.\.$/);
    expect(await errorOf({ errors: [{ message: "y".repeat(500_000), reason: "z".repeat(500) }] })).toBe(
      `GET /a answered 400: ${"y".repeat(300)}... (${"z".repeat(100)}...)`,
    );
  });

  it.each([
    ["a damaged gzip body", { "content-encoding": "gzip" }, gzipSync(JSON.stringify(OK.body)).subarray(0, 15)],
    ["a gzip body of which nothing is left", { "content-encoding": "gzip" }, gzipSync("{}").subarray(0, 10)],
    ["JSON that was cut", {}, '{"data": {"id'],
    ["nothing", {}, ""],
  ])("sends a GET again after %s, three times at most", async (_, headers, body) => {
    const damaged = { status: 200, headers: headers as Record<string, string>, body };
    expect(await (await on(inTurn(damaged, OK))).request("GET", "/a")).toEqual(OK.body);
    await server.stop();
    const failure = await failureOf((await on(inTurn(damaged))).request("GET", "/a"));
    expect(failure.ambiguous).toBe(false);
    expect(clock.slept.length).toBeLessThan(8);
  });

  it("keeps a token whose lifetime is a text", async () => {
    const transport = await on((call) =>
      call === "POST /oauth/token" ? { status: 200, body: { access_token: "t", expires_in: "3600" } } : OK,
    );
    await transport.request("GET", "/a");
    await transport.request("GET", "/b");
    expect(calls()).toEqual(["POST /oauth/token", "GET /v1/a", "GET /v1/b"]);
  });

  it.each([null, undefined, "abc", [null, 5, []]])("takes %j for no instance configurations", async (offered) => {
    await on(inTurn({ status: 200, body: { data: { id: "p", name: "n", instance_configurations: offered } } }));
    const api = new AuraApi({ baseUrl: server.url, clientId: "id", clientSecret: "s", userAgent: "x", clock });
    expect((await api.getProject("p")).instance_configurations).toEqual([]);
  });

  it("reads a new instance by its id alone, and leaves out what has another type", async () => {
    await on(inTurn({ status: 202, body: { data: { id: "0badcafe", password: 7, created_at: null, name: 5 } } }));
    const api = new AuraApi({ baseUrl: server.url, clientId: "id", clientSecret: "s", userAgent: "x", clock });
    expect(await api.createInstance({} as NewInstance)).toEqual({
      ...{ id: "0badcafe", created_at: null, name: 5, unusable: ["password"] },
    });
  });

  it("leaves out of an instance what has another type, and names it", async () => {
    const required = { id: "0badcafe", name: "n", status: "s", tenant_id: "p", cloud_provider: "aws" };
    const instance = { ...required, region: "r", type: "t", memory: "8GB" };
    const odd = { storage: 16, secondaries_count: "3", vector_optimized: "yes", created_at: { a: 1 } };
    await on(inTurn({ status: 200, body: { data: { ...instance, ...odd, cdc_enrichment_mode: "OFF" } } }));
    const api = new AuraApi({ baseUrl: server.url, clientId: "id", clientSecret: "s", userAgent: "x", clock });
    expect(await api.getInstance("0badcafe")).toEqual({
      ...instance,
      cdc_enrichment_mode: "OFF",
      unusable: ["storage", "secondaries_count", "vector_optimized", "created_at"],
    });
  });

  it("leaves out a number that no state can hold", async () => {
    const instance = {
      id: "0badcafe",
      name: "n",
      status: "s",
      tenant_id: "p",
      cloud_provider: "aws",
      region: "r",
      type: "t",
    };
    const text = JSON.stringify({ data: { ...instance, memory: "8GB", secondaries_count: 7 } });
    await on(inTurn({ status: 200, body: text.replace("7}", "1e400}") }));
    const api = new AuraApi({ baseUrl: server.url, clientId: "id", clientSecret: "s", userAgent: "x", clock });
    expect(await api.getInstance("0badcafe")).toEqual({ ...instance, memory: "8GB", unusable: ["secondaries_count"] });
  });

  it.each(["no JSON", { data: null }, { data: { id: 7 } }, null])("does not take %j for an instance", async (body) => {
    await on(inTurn({ status: 200, body }));
    const api = new AuraApi({ baseUrl: server.url, clientId: "id", clientSecret: "s", userAgent: "x", clock });
    expect((await failureOf(api.getInstance("0badcafe"))).message).toContain(
      "GET /instances/0badcafe got an unusable answer: ",
    );
  });
});

describe("the address of the API", () => {
  it.each([
    "https://api.neo4j.io",
    "https://api.neo4j.io/v1",
    "http://127.0.0.1:8080",
    "http://localhost/v1",
    "http://[::1]:1",
    "https://[2001:db8::7]:8443/v1",
    "http://127.0.0.2",
  ])("can be %s", (url) => expect(baseUrlProblem(url)).toBeUndefined());
  it.each([
    "api.neo4j.io",
    "ftp://api.neo4j.io",
    "http://api.neo4j.io",
    "https://me:pw@api.neo4j.io",
    "http://[2001:db8::7]",
    "http://127.0.0.1.nip.example",
    "https://a/?x=1",
    "",
  ])("cannot be %j", (url) => expect(baseUrlProblem(url)).toMatch(/^must /));
});
