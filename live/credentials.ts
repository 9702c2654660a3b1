import { Route } from "../provider/aura-api";
import { textOf } from "../util/json";
import { loadOptional } from "./packages";
import { send } from "./rest";

/** The credentials of a cloud. */
export interface Credentials {
  /**
   * An access token. Rejects with {@link NoCredentials} where there is none to be had.
   * @param scope what it is for, such as `https://vault.azure.net/.default`; Google Cloud needs none
   */
  token(scope?: string): Promise<string>;
  /** By whom is read, as far as it is known once there is a token. */
  readonly caller: string;
}

/** There are no credentials. */
export class NoCredentials extends Error {
  public constructor(
    message: string,
    public readonly fix: string,
  ) {
    super(message);
  }
}

/** What this project uses of `google-auth-library`. */
interface GoogleAuthLibrary {
  readonly GoogleAuth: new (options: { readonly scopes: readonly string[] }) => {
    getAccessToken(): Promise<string | null | undefined>;
    getCredentials(): Promise<{ readonly client_email?: string }>;
  };
}

/** The variable of Terraform's provider that holds an access token. */
const GOOGLE_TOKEN = "GOOGLE_OAUTH_ACCESS_TOKEN";
const GOOGLE_SCOPE = "https://www.googleapis.com/auth/cloud-platform";

/** An access token of the environment, or the application default credentials. */
export function googleCredentials(env: NodeJS.ProcessEnv): Credentials {
  const given = env[GOOGLE_TOKEN];
  if (given) return { token: () => Promise.resolve(given), caller: `access token of ${GOOGLE_TOKEN}` };
  let caller = "application default credentials";
  const made = once(async () => {
    const { GoogleAuth } = await loadOptional<GoogleAuthLibrary>("google-auth-library");
    return new GoogleAuth({ scopes: [GOOGLE_SCOPE] });
  });
  return {
    async token() {
      const auth = await made();
      const token = await auth.getAccessToken().catch((error: unknown) => {
        throw new NoCredentials(
          messageOf(error),
          `run \`gcloud auth application-default login\`, or set ${GOOGLE_TOKEN}`,
        );
      });
      caller = (await auth.getCredentials().catch(() => undefined))?.client_email ?? caller;
      return token ?? "";
    },
    get caller() {
      return caller;
    },
  };
}

/** What this project uses of `@azure/identity`. */
interface AzureIdentity {
  readonly DefaultAzureCredential: new () => {
    getToken(scope: string): Promise<{ readonly token: string; readonly expiresOnTimestamp: number } | null>;
  };
}

/** Milliseconds before its end from which a token is not used any more. */
const MARGIN = 60_000;

/**
 * The client secret of the environment, by the names of Terraform's provider or of Azure, or what `@azure/identity` finds: workload identity,
 * managed identity, Azure CLI.
 * @param authority where tokens come from, such as `https://login.microsoftonline.com`
 */
export function azureCredentials(env: NodeJS.ProcessEnv, authority: string): Credentials {
  const secret = secretIn(env);
  const tokens = new Map<string, Promise<AzureToken>>();
  const fetchToken = secret ? bySecret(secret, authority, env) : byIdentity();
  let caller = secret ? `application ${secret.clientId}` : "default credentials of Azure";
  return {
    async token(scope = "") {
      const kept = tokens.get(scope);
      const found = kept && (await kept);
      if (found && found.ends - MARGIN > Date.now()) return found.value;
      const fetched = fetchToken(scope);
      tokens.set(scope, fetched);
      const { value } = await fetched;
      caller = callerIn(value) ?? caller;
      return value;
    },
    get caller() {
      return caller;
    },
  };
}

interface AzureToken {
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly ends: number;
}

interface ClientSecret {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

function secretIn(env: NodeJS.ProcessEnv): ClientSecret | undefined {
  const sets = ["ARM", "AZURE"].map((prefix) => ({
    tenantId: env[`${prefix}_TENANT_ID`],
    clientId: env[`${prefix}_CLIENT_ID`],
    clientSecret: env[`${prefix}_CLIENT_SECRET`],
  }));
  return sets.find((set): set is ClientSecret => !!set.tenantId && !!set.clientId && !!set.clientSecret);
}

/** @see https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
function bySecret({ tenantId, clientId, clientSecret }: ClientSecret, authority: string, env: NodeJS.ProcessEnv) {
  const route = new Route(new URL(authority), env, "the address");
  return async (scope: string): Promise<AzureToken> => {
    const url = new URL(`/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`, authority);
    const form = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope };
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const asked = Date.now();
    const answer = await send(route, url, { method: "POST", headers, body: new URLSearchParams(form).toString() });
    return {
      value: textOf(answer["access_token"]) ?? "",
      ends: asked + Number(answer["expires_in"] ?? 0) * 1000,
    };
  };
}

function byIdentity() {
  const made = once(async () => {
    const { DefaultAzureCredential } = await loadOptional<AzureIdentity>("@azure/identity");
    return new DefaultAzureCredential();
  });
  return async (scope: string): Promise<AzureToken> => {
    const credential = await made();
    try {
      const found = await credential.getToken(scope);
      return { value: found?.token ?? "", ends: found?.expiresOnTimestamp ?? 0 };
    } catch (error) {
      throw new NoCredentials(
        messageOf(error),
        "run `az login`, or set ARM_TENANT_ID, ARM_CLIENT_ID and ARM_CLIENT_SECRET",
      );
    }
  };
}

/** Whose token it is: a person or an application. What is in it decides nothing here. */
function callerIn(token: string): string | undefined {
  try {
    const payload = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<
      string,
      unknown
    >;
    const { upn, appid, oid } = payload;
    const application = textOf(appid);
    return textOf(upn) ?? (application === undefined ? textOf(oid) : `application ${application}`);
  } catch {
    return undefined;
  }
}

/** The first line: what a library says of all that it tried is long. */
function messageOf(error: unknown): string {
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return line.replace(/\.$/, "");
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
