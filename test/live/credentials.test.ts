import { azureCredentials, googleCredentials, NoCredentials } from "../../live/credentials";
import { cloudFailure } from "../../live/failure";
import { startSimulator, type Simulator } from "../../simulator";

const GOOGLE = "google-auth-library";

describe("the credentials of Azure", () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startSimulator({ clouds: ["azure"] });
  });
  afterEach(() => simulator.stop());

  const asked = () => simulator.calls.names("POST */oauth2/v2.0/token").length;

  it("are those of the environment: one token for each scope, whoever asks at the same time", async () => {
    const { environment, endpoints } = simulator;
    const credentials = azureCredentials(environment, endpoints.azure ?? "");
    const tokens = await Promise.all([
      credentials.token("vault"),
      credentials.token("vault"),
      credentials.token("arm"),
    ]);
    expect(new Set(tokens)).toEqual(new Set([`SIM${environment["ARM_CLIENT_ID"]}`]));
    expect(asked()).toBe(2);
    expect(credentials.caller).toBe(`application ${environment["ARM_CLIENT_ID"]}`);
  });

  it("have the names of Azure as well as those of Terraform's provider", async () => {
    const { environment, endpoints } = simulator;
    const env = Object.fromEntries(
      ["TENANT_ID", "CLIENT_ID", "CLIENT_SECRET"].map((name) => [`AZURE_${name}`, environment[`ARM_${name}`] ?? ""]),
    );
    await azureCredentials(env, endpoints.azure ?? "").token("arm");
    expect(asked()).toBe(1);
  });

  it("that are wrong are so for everything", async () => {
    const env = { ...simulator.environment, ARM_CLIENT_ID: "11111111-0000-4000-8000-000000000009" };
    const credentials = azureCredentials(env, simulator.endpoints.azure ?? "");
    const error = await credentials.token("arm").catch((problem: unknown) => problem);
    expect(cloudFailure(error, "Microsoft.KeyVault/vaults/read", "Azure")).toMatchObject({
      why: expect.stringMatching(/^Azure does not accept the credentials: AADSTS700016/) as unknown,
      lasting: true,
    });
  });
});

describe("the credentials of Google Cloud", () => {
  afterEach(() => jest.resetModules());

  it("are the access token of the environment, without any package", async () => {
    const credentials = googleCredentials({ GOOGLE_OAUTH_ACCESS_TOKEN: "given" });
    expect(await credentials.token()).toBe("given");
    expect(credentials.caller).toBe("access token of GOOGLE_OAUTH_ACCESS_TOKEN");
  });

  it("are else what the package of Google finds, and say whose they are", async () => {
    jest.doMock(
      GOOGLE,
      () => ({
        GoogleAuth: class {
          public getAccessToken = () => Promise.resolve("found");
          public getCredentials = () => Promise.resolve({ client_email: "reader@example.iam.gserviceaccount.com" });
        },
      }),
      { virtual: true },
    );
    const credentials = googleCredentials({});
    expect(await credentials.token()).toBe("found");
    expect(credentials.caller).toBe("reader@example.iam.gserviceaccount.com");
  });

  it("that it does not find are none, with what to do", async () => {
    jest.doMock(
      GOOGLE,
      () => ({
        GoogleAuth: class {
          public getAccessToken = () => Promise.reject(new Error("Could not load the default credentials.\nSee ..."));
        },
      }),
      { virtual: true },
    );
    const error = await googleCredentials({})
      .token()
      .catch((problem: unknown) => problem);
    expect(error).toBeInstanceOf(NoCredentials);
    expect(cloudFailure(error, "cloudkms.cryptoKeys.get", "Google Cloud")).toEqual({
      why: "no Google Cloud credentials: Could not load the default credentials",
      fix: "run `gcloud auth application-default login`, or set GOOGLE_OAUTH_ACCESS_TOKEN",
      lasting: true,
    });
  });
});
