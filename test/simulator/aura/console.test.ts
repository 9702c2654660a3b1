import { startSimulator, type Simulator } from "../../../simulator";
import { policyWith, World } from "../support/world";

describe("the Console", () => {
  let simulator: Simulator;
  let world: World;
  beforeEach(async () => {
    simulator = await startSimulator();
    world = new World(simulator);
  });
  afterEach(() => simulator.stop());

  const open = async (path: string, method = "GET") => {
    const response = await fetch(`${simulator.endpoints.console}${path}`, { method });
    return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
  };

  it("shows that there is no key yet", async () => {
    expect(await open("")).toMatchObject({
      status: 200,
      type: "text/html; charset=utf-8",
      text: expect.stringContaining("<p>There is no customer managed key yet.</p>"),
    });
  });

  it("leads from the list of keys to the statement, which makes the key ready once it is in the policy", async () => {
    const key = await world.key({});
    const id = await world.record(key);
    expect((await open("/")).text).toContain(
      "<tr><td>orders</td><td>eu-west-1</td><td>enterprise-db</td><td>pending</td>" +
        `<td><a href="/console/records/${id}">Edit</a></td></tr>`,
    );
    const page = (await open(`/records/${id}`)).text;
    expect(page).toContain(`<p>Key <code>${key}</code> is <b>pending</b>.</p>`);
    expect(page).toContain("<p>Simulator: the key&#39;s policy does not allow Aura to call kms:Encrypt, kms:Decrypt,");

    const { status, type, text } = await open(`/records/${id}/statement.json`);
    expect({ status, type }).toEqual({ status: 200, type: "application/json" });
    const statement = JSON.parse(text) as object;
    expect(statement).toEqual({
      Sid: "Allow access for Neo4j",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: [
        "kms:Encrypt",
        "kms:Decrypt",
        "kms:ReEncrypt*",
        "kms:GenerateDataKey*",
        "kms:DescribeKey",
        "kms:CreateGrant",
        "kms:ListGrants",
        "kms:RevokeGrant",
      ],
      Resource: "*",
      Condition: { StringEquals: { "kms:CallerAccount": "999988887777" } },
    });
    const pasted = /<pre id="statement">([^<]*)<\/pre>/.exec(page)?.[1]?.replaceAll("&quot;", '"');
    expect(`${pasted}\n`).toBe(text);

    await world.kms("PutKeyPolicy", { KeyId: key, Policy: policyWith(statement) });
    simulator.clock.advance(60_000);
    const ready = (await open(`/records/${id}`)).text;
    expect(ready).toContain("is <b>ready</b>.</p><p>Add this");
  });

  it("shows any name as text", async () => {
    const name = `<script>x</script>"&'`;
    const id = await world.record(await world.key({}), { name });
    for (const path of ["", `/records/${id}`]) {
      const { text } = await open(path);
      expect(text).not.toContain("<script>x");
      expect(text).toContain("&lt;script&gt;x&lt;/script&gt;&quot;&amp;&#39;");
    }
  });

  it("allows only its own script", async () => {
    const id = await world.record(await world.key({}));
    const response = await fetch(`${simulator.endpoints.console}/records/${id}`);
    const policy = response.headers.get("content-security-policy") ?? "";
    const nonce = /script-src 'nonce-([\w-]+)'$/.exec(policy)?.[1];
    expect(policy).toBe(`default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`);
    expect((await response.text()).match(/<script[^>]*>/g)).toEqual([`<script nonce="${nonce}">`]);
  });

  it.each([
    ["/records/none", "GET", 404, "Not found"],
    ["/else", "GET", 404, "Not found"],
    ["", "POST", 405, "Method not allowed"],
  ])("has no page %s for %s", async (path, method, status, title) => {
    expect(await open(path, method)).toMatchObject({ status, text: expect.stringContaining(`<h1>${title}</h1>`) });
  });

  it("answers in JSON when JSON was asked for, and is no part of the API's call log", async () => {
    expect(await open("/records/none/statement.json")).toEqual({
      status: 404,
      type: "application/json",
      text: '{"error":"Not Found"}',
    });
    expect(simulator.calls.list()).toEqual([]);
  });
});
