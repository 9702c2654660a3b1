import { chooseProxy, isLoopback } from "../../../provider/network/proxy";

const API = "https://api.neo4j.io";
const viaOf = (env: NodeJS.ProcessEnv, target = API) => {
  const choice = chooseProxy(new URL(target), env);
  return choice.via === "proxy" ? `${choice.variable} ${choice.url.href}` : choice.via === "none" ? choice.why : choice;
};

describe("the proxy for an address", () => {
  it.each<[NodeJS.ProcessEnv, string]>([
    [{ HTTPS_PROXY: "http://proxy:3128" }, "HTTPS_PROXY http://proxy:3128/"],
    [{ https_proxy: "http://proxy:3128" }, "https_proxy http://proxy:3128/"],
    [{ HTTPS_PROXY: " ", https_proxy: "https://proxy" }, "https_proxy https://proxy/"],
    [{ HTTPS_PROXY: "http://a", https_proxy: "http://b" }, "HTTPS_PROXY http://a/"],
    [{ HTTPS_PROXY: "proxy.example.com:3128" }, "HTTPS_PROXY http://proxy.example.com:3128/"],
    [{ HTTPS_PROXY: "bob:pw@proxy:3128" }, "HTTPS_PROXY http://bob:pw@proxy:3128/"],
    [{ HTTPS_PROXY: "http://[2001:db8::1]:3128" }, "HTTPS_PROXY http://[2001:db8::1]:3128/"],
    [{ HTTP_PROXY: "http://proxy" }, "HTTPS_PROXY is not set"],
    [{}, "HTTPS_PROXY is not set"],
  ])("with %j is: %s", (env, expected) => expect(viaOf(env)).toBe(expected));

  it("is that of HTTP_PROXY for plain http", () => {
    expect(viaOf({ HTTP_PROXY: "http://proxy", HTTPS_PROXY: "http://other" }, "http://aura.example")).toBe(
      "HTTP_PROXY http://proxy/",
    );
  });

  it.each(["socks5://proxy:1080", "ftp://proxy", "http://", "http://me:pw@:x"])(
    "cannot be %s, which is not repeated",
    (HTTPS_PROXY) =>
      expect(viaOf({ HTTPS_PROXY })).toEqual({
        via: "invalid",
        variable: "HTTPS_PROXY",
        problem: "It must be the address of a proxy, http:// or https://, such as http://proxy.example.com:3128.",
      }),
  );

  it.each([
    ["https://api.neo4j.io", "api.neo4j.io"],
    ["https://api.neo4j.io", "neo4j.io"],
    ["https://api.neo4j.io", ".neo4j.io"],
    ["https://api.neo4j.io", "*.neo4j.io"],
    ["https://api.neo4j.io", "API.Neo4j.IO."],
    ["https://api.neo4j.io", "other, api.neo4j.io"],
    ["https://api.neo4j.io", "other api.neo4j.io"],
    ["https://api.neo4j.io", "api.neo4j.io:443"],
    ["https://api.neo4j.io:8443", "neo4j.io:8443"],
    ["https://api.neo4j.io", "*"],
    ["https://10.1.2.3", "10.1.2.3"],
    ["https://10.1.2.3", "10.0.0.0/8"],
    ["https://10.1.2.3:8443", "10.1.2.3:8443"],
    ["https://[2001:db8::7]", "2001:db8::7"],
    ["https://[2001:db8::7]", "[2001:DB8:0::7]"],
    ["https://[2001:db8::7]:8443", "[2001:db8::7]:8443"],
    ["https://[2001:db8::7]", "2001:db8::/32"],
    ["https://b\u00fccher.example", "b\u00fccher.example"],
  ])("is none for %s with NO_PROXY=%s", (target, NO_PROXY) =>
    expect(viaOf({ HTTPS_PROXY: "http://proxy", NO_PROXY }, target)).toMatch(/^NO_PROXY has /),
  );

  it.each([
    ["https://api.neo4j.io", ""],
    ["https://api.neo4j.io", "api.neo4j.io:8443"],
    ["https://api.neo4j.io", "4j.io"],
    ["https://api.neo4j.io", "api.neo4j.io.evil.example"],
    ["https://neo4j.io", ".neo4j.io"],
    ["https://api.neo4j.io", "a/b, :, /, [, ::1"],
    ["https://10.1.2.3", "10.1.2.4/30"],
    ["https://10.1.2.3", "10.1.2.3/99, 10.1.2.3/x, 10.1.2"],
    ["https://[2001:db8::7]", "2001:db8::8"],
    ["https://110.1.2.3", "10.1.2.3"],
  ])("is there for %s with NO_PROXY=%s", (target, NO_PROXY) =>
    expect(viaOf({ HTTPS_PROXY: "http://proxy", no_proxy: NO_PROXY }, target)).toBe("HTTPS_PROXY http://proxy/"),
  );

  it.each([
    "http://localhost:1",
    "http://LOCALHOST",
    "https://127.0.0.1",
    "http://127.8.9.10",
    "http://[::1]:8080",
    "http://0x7f.1",
  ])("is none for %s, which is loopback", (target) =>
    expect(viaOf({ HTTPS_PROXY: "http://proxy", HTTP_PROXY: "http://proxy" }, target)).toBe("loopback"),
  );
  it.each(["http://127.0.0.1.nip.example", "http://localhost.example", "http://128.0.0.1", "http://[::2]"])(
    "takes %s not for loopback",
    (target) => expect(isLoopback(new URL(target))).toBe(false),
  );
});
