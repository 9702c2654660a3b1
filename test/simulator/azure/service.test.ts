import { startSimulator, type Simulator } from "../../../simulator";
import { APPLICATION, AzureWorld, ENCRYPTION_USER, refusalOf, type Key } from "../support/azure";

let simulator: Simulator;
let azure: AzureWorld;
beforeEach(async () => {
  simulator = await startSimulator({ clouds: ["azure"] });
  azure = new AzureWorld(simulator);
});
afterEach(() => simulator.stop());

const open = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${simulator.endpoints.azure}${path}`, init);
  return { status: response.status, body: (await response.json()) as unknown };
};

describe("who calls Azure", () => {
  it("reads and wraps with the role of Aura, and does nothing else", async () => {
    await azure.goodKey();
    const aura = azure.as(APPLICATION);
    const { id } = azure.state.directory.ofApplication(APPLICATION) ?? { id: "" };
    await aura.vault("orders", "GET", "keys/aura");
    const caller = `Caller: appid=${APPLICATION};oid=${id};iss=https://sts.windows.net/${azure.state.tenantId}/`;
    expect(await refusalOf(aura.vault("orders", "DELETE", "keys/aura"))).toBe(
      'StatusCode=403 -- Original Error: autorest/azure: Service returned an error. Status=403 Code="Forbidden" Message=' +
        JSON.stringify(
          "Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were " +
            `changed recently, please observe propagation time.\r\n${caller}\r\nAction: 'Microsoft.KeyVault/vaults/keys/delete'\r\n` +
            `Resource: '${azure.keyScope()}'\r\nAssignment: (not found)\r\nDenyAssignmentId: null\r\nDecisionReason: null \r\n` +
            "Vault: orders;location=northeurope\r\n",
        ) +
        ' InnerError={"code":"ForbiddenByRbac"}',
    );
    expect(await refusalOf(aura.arm("GET", azure.vaultId()))).toBe(
      `unexpected status 403 with error: AuthorizationFailed: The client '${APPLICATION}' with object id '${id}' does not have ` +
        `authorization to perform action 'Microsoft.KeyVault/vaults/read' over scope '${azure.vaultId()}' or the scope is invalid. ` +
        "If access was recently granted, please refresh your credentials.",
    );
  });

  it("needs an access policy in a vault that does not use roles, and roles count for nothing there", async () => {
    await azure.goodKey();
    await azure.client.arm("PATCH", azure.vaultId(), { properties: { enableRbacAuthorization: false } });
    const read = () => azure.client.vault("orders", "GET", "keys/aura");
    expect(await refusalOf(read())).toMatch(
      /does not have keys get permission on key vault 'orders;location=northeurope'/,
    );
    const { id: objectId } = azure.state.deployer;
    const accessPolicies = [{ tenantId: azure.state.tenantId, objectId, permissions: { keys: ["Get"] } }];
    await azure.client.arm("PATCH", azure.vaultId(), { properties: { accessPolicies } });
    await read();
    expect(await refusalOf(azure.client.vault("orders", "DELETE", "keys/aura"))).toMatch(/keys delete permission/);
  });

  it.each([
    [
      "a firewall without an exception",
      { networkAcls: { defaultAction: "Deny", bypass: "AzureServices" } },
      "ForbiddenByFirewall",
    ],
    ["no public network", { publicNetworkAccess: "Disabled" }, "ForbiddenByConnection"],
    ["another tenant", { tenantId: "11111111-0000-4000-8000-000000000000" }, "AKV10032"],
  ])("is kept out of a vault with %s", async (_name, properties, code) => {
    await azure.goodKey();
    await azure.client.arm("PATCH", azure.vaultId(), { properties });
    expect(await refusalOf(azure.client.vault("orders", "GET", "keys/aura"))).toContain(code);
  });

  it("passes a firewall that lets some network in", async () => {
    await azure.goodKey();
    const networkAcls = { defaultAction: "Deny", bypass: "AzureServices", ipRules: [{ value: "203.0.113.0/24" }] };
    await azure.client.arm("PATCH", azure.vaultId(), { properties: { networkAcls } });
    await azure.client.vault("orders", "GET", "keys/aura");
  });

  it("has a token for its application, as long as that is enabled", async () => {
    const { appId, id } = azure.state.deployer;
    const path = `/${azure.state.tenantId}/oauth2/v2.0/token`;
    const form = { grant_type: "client_credentials", client_id: appId, client_secret: "any" };
    const token = () => open(path, { method: "POST", body: new URLSearchParams(form) });
    const { body } = await token();
    expect(body).toMatchObject({ token_type: "Bearer", expires_in: 3600 });
    const { access_token: access } = body as { access_token: string };
    const headers = { authorization: `Bearer ${access}` };
    const read = () => open(`/subscriptions/${azure.state.subscriptionId}?api-version=2022-12-01`, { headers });
    expect(await read()).toMatchObject({ status: 200, body: { tenantId: azure.state.tenantId } });
    azure.state.directory.update(id, { accountEnabled: false });
    expect(await read()).toMatchObject({ status: 401, body: { error: { code: "InvalidAuthenticationToken" } } });
    expect(await token()).toMatchObject({ status: 400, body: { error: "unauthorized_client" } });
  });
});

describe("a role assignment", () => {
  it("is one of a role and a principal on a scope, and never for another principal", async () => {
    await azure.vault();
    await azure.key();
    const principal = await azure.principal();
    const id = await azure.role(principal);
    expect(await refusalOf(azure.role(principal))).toBe(
      "unexpected status 409 with error: RoleAssignmentExists: The role assignment already exists.",
    );
    const roleDefinitionId = `/x/${ENCRYPTION_USER}`;
    const other = { properties: { roleDefinitionId, principalId: azure.state.deployer.id } };
    expect(await refusalOf(azure.client.arm("PUT", id, other))).toMatch(
      /400 with error: RoleAssignmentUpdateNotPermitted/,
    );
  });

  it("needs a principal and a role that exist", async () => {
    await azure.vault();
    const nobody = "11111111-0000-4000-8000-000000000000";
    expect(await refusalOf(azure.role(nobody))).toMatch(/400 with error: PrincipalNotFound/);
    expect(await refusalOf(azure.role(azure.state.deployer.id, { role: nobody }))).toMatch(
      /404 with error: RoleDefinitionDoesNotExist/,
    );
  });

  it("is listed for a scope, with those above it and inside of it", async () => {
    await azure.goodKey();
    const list = async (scope: string, filter: Record<string, string> = {}) => {
      const path = `${scope}/providers/Microsoft.Authorization/roleAssignments`;
      const { value } = await azure.client.arm<{ value: { properties: { scope: string } }[] }>(
        "GET",
        path,
        undefined,
        filter,
      );
      return value.map(({ properties }) => properties.scope);
    };
    const subscription = `/subscriptions/${azure.state.subscriptionId}`;
    expect(await list(azure.vaultId())).toEqual([subscription, subscription, azure.keyScope()]);
    expect(await list(azure.vaultId(), { $filter: "atScope()" })).toEqual([subscription, subscription]);
    const { id } = azure.state.directory.ofApplication(APPLICATION) ?? { id: "" };
    expect(await list(azure.vaultId(), { $filter: `principalId eq '${id}'` })).toEqual([azure.keyScope()]);
  });

  it("finds its role by name", async () => {
    const path = `${azure.groupId}/providers/Microsoft.Authorization/roleDefinitions`;
    const filter = { $filter: "roleName eq 'Key Vault Crypto Service Encryption User'" };
    const { value } = await azure.client.arm<{ value: { name: string }[] }>("GET", path, undefined, filter);
    expect(value.map(({ name }) => name)).toEqual([ENCRYPTION_USER]);
  });
});

describe("a service principal", () => {
  it("is one for each application, and a new one has another id", async () => {
    const first = await azure.principal();
    expect(await refusalOf(azure.principal())).toBe(
      "unexpected status 409 with OData error: Request_MultipleObjectsWithSameKeyValue: The service principal cannot be created, " +
        `updated, or restored because the service principal name ${APPLICATION} is already in use.`,
    );
    await azure.client.graph("DELETE", `servicePrincipals/${first}`);
    expect(await azure.principal()).not.toBe(first);
    expect(await refusalOf(azure.client.graph("GET", `servicePrincipals/${first}`))).toMatch(
      /404 .*Request_ResourceNotFound/,
    );
  });

  it("is found by its application, whatever the case", async () => {
    const id = await azure.principal();
    const filter = { $filter: `appId eq '${APPLICATION.toUpperCase()}'` };
    const { value } = await azure.client.graph<{ value: { id: string }[] }>(
      "GET",
      "servicePrincipals",
      undefined,
      filter,
    );
    expect(value.map((one) => one.id)).toEqual([id]);
  });
});

describe("the simulated Azure", () => {
  it("refuses what it does not serve, and what is malformed", async () => {
    const headers = { authorization: `Bearer SIM${azure.state.deployer.appId}` };
    const subscription = `/subscriptions/${azure.state.subscriptionId}`;
    const codes = [];
    const version = "?api-version=1";
    for (const [path, init] of [
      [subscription, { headers }],
      [`${subscription}${version}`, {}],
      [`${subscription}/providers/Microsoft.Storage/accounts${version}`, { headers }],
      [`/subscriptions/00000000-0000-4000-8000-000000000000${version}`, { headers }],
      [`/vault/none/keys/aura${version}`, { headers }],
      [`/graph/v1.0/users`, { headers }],
      [`/graph/v1.0/servicePrincipals`, { headers, method: "POST", body: "{}" }],
      ["/elsewhere", { headers }],
    ] as [string, RequestInit][]) {
      const { status, body } = await open(path, init);
      codes.push([status, (body as { error: { code: string } }).error.code]);
    }
    expect(codes).toEqual([
      [400, "MissingApiVersionParameter"],
      [401, "InvalidAuthenticationToken"],
      [404, "NotFound"],
      [403, "AuthorizationFailed"],
      [404, "VaultNotFound"],
      [404, "NotFound"],
      [400, "BadRequest"],
      [404, "NotFound"],
    ]);
  });

  it("writes down each call by the name of what it does, with resource and caller", async () => {
    await azure.vault();
    simulator.calls.clear();
    await azure.key();
    const { id } = azure.state.deployer;
    expect(
      simulator.calls.list().map(({ call, resource, caller, outcome }) => ({ call, resource, caller, outcome })),
    ).toEqual([
      { call: "Microsoft.KeyVault/vaults/keys/create/action", resource: azure.keyScope(), caller: id, outcome: 200 },
    ]);
  });

  it("fails on demand, in the shape of each API", async () => {
    await azure.goodKey();
    const fault = (on: string, more: object = {}) =>
      simulator.faults.add({ on, status: 403, error: "Forbidden", ...more });
    fault("Microsoft.KeyVault/vaults/read");
    expect(await refusalOf(azure.client.arm("GET", azure.vaultId()))).toBe(
      "unexpected status 403 with error: Forbidden: Simulated failure",
    );
    fault("Microsoft.KeyVault/vaults/keys/read", { resource: "*/keys/aura", message: "no" });
    expect(await refusalOf(azure.client.vault("orders", "GET", "keys/aura"))).toBe(
      'StatusCode=403 -- Original Error: autorest/azure: Service returned an error. Status=403 Code="Forbidden" Message="no"',
    );
    simulator.faults.add({ on: "Microsoft.KeyVault/vaults/keys/read", status: 429, times: 2 });
    await azure.client.vault("orders", "GET", "keys/aura");
    expect(simulator.faults.pending).toBe(0);
  });
});

describe("the controls", () => {
  const control = async (name: string, body: object) => {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const response = await fetch(`${simulator.endpoints.aura}/_simulator/azure/${name}`, init);
    return response.status === 204 ? "done" : ((await response.json()) as { error: string }).error;
  };

  it("make a resource group, and Aura's service principal once", async () => {
    expect(await control("resource-group", { name: "aura", location: "North Europe" })).toBe("done");
    const path = `/subscriptions/${azure.state.subscriptionId}/resourceGroups/aura`;
    expect(await azure.client.arm("GET", path)).toMatchObject({ location: "northeurope", tags: {} });
    expect(await control("service-principal", { applicationId: APPLICATION })).toBe("done");
    expect(await control("service-principal", { applicationId: APPLICATION })).toBe("done");
    expect(azure.state.directory.list().map(({ appId }) => appId)).toEqual([azure.state.deployer.appId, APPLICATION]);
  });

  it("rotate a key", async () => {
    const { key } = await azure.goodKey();
    expect(await control("rotate", { key: key.kid })).toBe("done");
    expect((await azure.client.vault<Key>("orders", "GET", "keys/aura")).key.kid).not.toBe(key.kid);
    expect(await control("rotate", { key: key.kid.replace("aura", "other") })).toBe(
      `There is no key ${key.kid.replace("aura", "other")}`,
    );
  });

  it("are not there where Azure is not simulated", async () => {
    const other = await startSimulator();
    try {
      const init = { method: "POST", headers: { "content-type": "application/json" } };
      const body = JSON.stringify({ applicationId: APPLICATION });
      const response = await fetch(`${other.endpoints.aura}/_simulator/azure/service-principal`, { ...init, body });
      expect(response.status).toBe(404);
    } finally {
      await other.stop();
    }
  });
});
