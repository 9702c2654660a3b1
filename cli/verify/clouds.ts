import { AuraReader } from "../../live/aura";
import { Aws, type AwsAccess } from "../../live/aws";
import { AzureReader, authorityIn } from "../../live/azure";
import { azureCredentials, googleCredentials } from "../../live/credentials";
import type { Failure } from "../../live/failure";
import { GoogleReader } from "../../live/google";
import type { Clouds, Gaps } from "../../live/observe";
import { valueOf } from "../../model/fact";
import type { CmkModel } from "../../model/model";
import { parseArn, partitionOf } from "../../policy/arn";
import { AuraApi, baseUrlProblem, proxyProblem } from "../../provider/aura-api";
import { packageVersion } from "../../provider/version";

/** How AWS and Aura are reached. */
export interface Access {
  /** Name of a role that is assumed in every account. @default - the roles of estate and configuration */
  readonly role?: string;
  /** Region of keys that are named without one. @default - that of the environment */
  readonly region?: string;
  /** The roles of the estate, by the ids of the accounts. */
  readonly accounts: ReadonlyMap<string, AwsAccess>;
  /** Address of the Aura API. @default - that of the environment, or the public one */
  readonly baseUrl?: string;
}

const USER_AGENT = `cdktf-aura-cmk/${packageVersion} verify`;
const PUBLIC_API = "https://api.neo4j.io";
/** Where STS is asked when no region is set anywhere. */
const ANY_REGION = "us-east-1";

/**
 * The clients, with the credentials of the environment. Nothing is asked yet.
 * @param model what is expected: its providers name roles
 * @param gaps is told what could not be read
 */
export function cloudsOf(access: Access, model: CmkModel, gaps: Gaps, env: NodeJS.ProcessEnv): Clouds {
  const { AWS_REGION, AWS_DEFAULT_REGION } = env;
  const region = access.region ?? AWS_REGION ?? AWS_DEFAULT_REGION ?? ANY_REGION;
  const ofProviders = rolesIn(model);
  const accessTo = (accountId: string | undefined): AwsAccess => {
    if (accountId === undefined) return {};
    if (access.role !== undefined)
      return { roleArn: `arn:${partitionOf(region)}:iam::${accountId}:role/${access.role}` };
    return access.accounts.get(accountId) ?? ofProviders.get(accountId) ?? {};
  };
  const { AURA_CLIENT_ID: auraClient } = env;
  return {
    ...{ aws: new Aws(accessTo, region), region, aura: auraOf(access, gaps, env) },
    ...(auraClient && { auraClient }),
  };
}

/**
 * The readers of the clouds besides AWS, with the credentials of the environment. Nothing is asked yet.
 * @param gaps is told what could not be read
 */
export function otherCloudsOf(gaps: Gaps, env: NodeJS.ProcessEnv): NonNullable<Clouds["others"]> {
  const onFailure = (what: string, failure: Failure) => gaps.add(what, failure);
  const options = { userAgent: USER_AGENT, env, onFailure };
  return {
    azure: () => new AzureReader({ ...options, credentials: azureCredentials(env, authorityIn(env)) }),
    gcp: () => new GoogleReader({ ...options, credentials: googleCredentials(env) }),
  };
}

/** The roles that the providers of a configuration assume, by account. */
function rolesIn({ keys, keyPolicies }: CmkModel): ReadonlyMap<string, AwsAccess> {
  const arns = [...keys, ...keyPolicies].flatMap(({ deployedBy }) => valueOf(deployedBy) ?? []);
  return new Map(arns.map((roleArn) => [parseArn(roleArn)?.accountId ?? "", { roleArn }]));
}

function auraOf(access: Access, gaps: Gaps, env: NodeJS.ProcessEnv): AuraReader | { readonly failure: Failure } {
  const { AURA_CLIENT_ID: clientId, AURA_CLIENT_SECRET: clientSecret, AURA_API_BASE_URL } = env;
  const failed = (why: string, fix: string) => ({ failure: { why, fix, lasting: true } });
  if (!clientId || !clientSecret) {
    const names = [...(clientId ? [] : ["AURA_CLIENT_ID"]), ...(clientSecret ? [] : ["AURA_CLIENT_SECRET"])];
    return failed(`no Aura API credentials: ${names.join(" and ")} not set`, `set ${names.join(" and ")}`);
  }
  const baseUrl = access.baseUrl ?? (AURA_API_BASE_URL || PUBLIC_API);
  const problem = baseUrlProblem(baseUrl);
  if (problem !== undefined) return failed(`the address of the Aura API ${problem}`, "correct AURA_API_BASE_URL");
  const proxy = proxyProblem(baseUrl, env);
  if (proxy?.via === "invalid") return failed(`${proxy.variable} ${proxy.problem}`, `correct ${proxy.variable}`);
  const api = new AuraApi({ baseUrl, clientId, clientSecret, userAgent: USER_AGENT, env });
  return new AuraReader(api, (what, failure) => gaps.add(what, failure));
}
