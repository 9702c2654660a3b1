import { systemClock } from "../../provider/aura-api";
import { ProviderError } from "../../provider/plugin";
import { auraProvider } from "../../provider/provider";

const configure = async (env: NodeJS.ProcessEnv): Promise<string> => {
  const all = { AURA_CLIENT_ID: "id", AURA_CLIENT_SECRET: "s3cret", ...env };
  const provider = auraProvider({ version: "1.2.3", env: all });
  try {
    await provider.configure({}, { terraformVersion: "1.11.4", log: () => undefined, warn: () => undefined });
    return "configured";
  } catch (problem) {
    if (!(problem instanceof ProviderError)) throw problem;
    return problem.message;
  }
};

describe("the environment of the provider", () => {
  it.each([
    {},
    { AURA_POLL_INTERVAL: "1h", AURA_REQUESTS_PER_MINUTE: "1" },
    { HTTPS_PROXY: "http://me:pw@proxy:3128" },
    { HTTPS_PROXY: "socks5://proxy", NO_PROXY: "neo4j.io" },
    { SSL_CERT_FILE: "/no/such.pem" },
  ])("can be %j", async (env) => expect(await configure(env)).toBe("configured"));

  it.each(["0", "-1", "0.01", "1.5", "NaN", "Infinity"])("cannot have AURA_REQUESTS_PER_MINUTE=%s", async (rate) =>
    expect(await configure({ AURA_REQUESTS_PER_MINUTE: rate })).toBe(
      `Invalid AURA_REQUESTS_PER_MINUTE: It must be a whole number, 1 or more, got: ${rate}.`,
    ),
  );

  it.each(["1000h", "61m", "0s", "-1s", "abc"])("cannot have AURA_POLL_INTERVAL=%s", async (interval) =>
    expect(await configure({ AURA_POLL_INTERVAL: interval })).toBe(
      `Invalid AURA_POLL_INTERVAL: It must be a duration greater than 0 and at most 1h, such as 20s, got: ${interval}.`,
    ),
  );

  it("cannot have a proxy of another kind, whose address is not shown", async () =>
    expect(await configure({ https_proxy: "socks5://me:hunter2@proxy" })).toBe(
      "Invalid https_proxy: It must be the address of a proxy, http:// or https://, such as http://proxy.example.com:3128.",
    ));
});

it("a sleep that is longer than a timer takes does not end at once", async () => {
  const stop = new AbortController();
  const slept = systemClock.sleep(2 ** 40, stop.signal).then(() => "slept");
  const first = await Promise.race([slept, new Promise((resolve) => setTimeout(resolve, 20, "still asleep"))]);
  stop.abort(new Error("stop"));
  expect(first).toBe("still asleep");
  await expect(slept).rejects.toThrow("stop");
});
