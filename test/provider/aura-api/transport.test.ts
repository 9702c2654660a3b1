import { AuraApi, AuraApiError, baseUrlProblem, type Clock } from "../../../provider/aura-api";
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
    const transport = await on(inTurn({ status: 429, headers: { "retry-after": header } }, OK));
    await transport.request("POST", "/a", {});
    expect(clock.slept).toEqual([expected]);
  });

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

  it("does not wait longer for an answer than the time limit", async () => {
    const transport = await on((call) => {
      if (call !== "POST /v1/a") return undefined;
      clock.ring();
      return "never";
    });
    expect((await failureOf(transport.request("POST", "/a", {}))).message).toBe(
      "POST /a got no answer within 30000 ms",
    );
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

  it("does not follow a redirect: the token could end up elsewhere", async () => {
    const transport = await on(inTurn({ status: 308, headers: { location: "http://127.0.0.1:1/" } }));
    expect((await failureOf(transport.request("GET", "/a"))).message).toBe(
      "GET /a answered 308: a redirect, which is not followed; check `base_url`",
    );
  });

  it("reads the API's own errors", async () => {
    const errors = [{ message: "Encryption Key not found: x", reason: "encryption-key-not-found", field: "id" }];
    const transport = await on(inTurn({ status: 404, body: { errors } }));
    const failure = await failureOf(transport.request("GET", "/a"));
    expect(failure.message).toBe("GET /a answered 404: Encryption Key not found: x (encryption-key-not-found) at id");
    expect([failure.has("encryption-key-not-found"), failure.has("other")]).toEqual([true, false]);
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
  ])("can be %s", (url) => expect(baseUrlProblem(url)).toBeUndefined());
  it.each([
    "api.neo4j.io",
    "ftp://api.neo4j.io",
    "http://api.neo4j.io",
    "https://me:pw@api.neo4j.io",
    "https://a/?x=1",
    "",
  ])("cannot be %j", (url) => expect(baseUrlProblem(url)).toMatch(/^must /));
});
