import { known, valueOf, type Fact } from "../model/fact";
import type { RoleBinding } from "../model/google";
import type { Sought } from "../model/live";
import type { CryptoKeyDescription, LiveCryptoKey, LiveKeyRing, LiveKeyVersion } from "../model/live-clouds";
import { concurrently } from "../util/concurrently";
import { listOf, objectOf, textOf, textsOf, type JsonObject } from "../util/json";
import { Calls, CloudFinds, type CloudReader, type CloudReading, type CloudWanted } from "./cloud-reader";
import type { Credentials } from "./credentials";
import type { Failure } from "./failure";
import { Rest, RestError } from "./rest";

const CLOUD = "Google Cloud";
const PUBLIC_API = "https://cloudkms.googleapis.com";
const SOURCE = "Google Cloud KMS";
/** How many keys are read at a time. */
const AT_A_TIME = 8;

/** How Google Cloud is reached. */
export interface GoogleOptions {
  readonly credentials: Credentials;
  readonly userAgent: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onFailure: (what: string, failure: Failure) => void;
}

/** Reads keys of Google Cloud KMS by its REST API. @see https://cloud.google.com/kms/docs/reference/rest */
export class GoogleReader implements CloudReader {
  private readonly rest: Rest;
  private readonly calls: Calls;

  public constructor(private readonly options: GoogleOptions) {
    const { credentials, userAgent, env, onFailure } = options;
    const base = env["AURA_CMK_GOOGLE_ENDPOINT"] || PUBLIC_API;
    this.rest = new Rest({ base, token: () => credentials.token(), userAgent, env });
    this.calls = new Calls(CLOUD, SOURCE, onFailure);
  }

  public async read({ nodes, registered, keys }: CloudWanted): Promise<CloudReading> {
    const finds = new CloudFinds();
    for (const node of nodes) {
      if (node.kind === "crypto-key") finds.want(valueOf(node.keyId) ?? registered.get(node.id), node.id);
      if (node.kind === "key-ring") finds.want(valueOf(node.ringId), node.id);
    }
    for (const id of keys) finds.want(id);
    // Roles on the key ring hold for the key.
    for (const id of finds.ids) if (id.includes(IN_RING)) finds.want(id.replace(/\/cryptoKeys\/.*/, ""));
    await concurrently(finds.ids, AT_A_TIME, async (id) =>
      finds.put(id, await (id.includes(IN_RING) ? this.key(id) : this.ring(id))),
    );
    const { caller } = this.options.credentials;
    return { ...finds.reading(), identities: this.calls.accepted ? [{ of: CLOUD, name: caller }] : [] };
  }

  private ring(id: string): Promise<Sought<LiveKeyRing>> {
    const what = `key ring ${id}`;
    return this.calls.sought(
      what,
      "cloudkms.keyRings.get",
      () => this.rest.get(`/v1/${id}`, ["name"]),
      missing(what),
      async () => ({
        ...{ kind: "key-ring", id },
        bindings: await this.bindings(id, what, "cloudkms.keyRings.getIamPolicy"),
      }),
    );
  }

  private key(id: string): Promise<Sought<LiveCryptoKey>> {
    const what = `key ${id}`;
    return this.calls.sought(
      what,
      "cloudkms.cryptoKeys.get",
      () => this.rest.get(`/v1/${id}`, ["name", "purpose"]),
      missing(what),
      async (key) => {
        const versions = this.versions(id, what);
        const bindings = this.bindings(id, what, "cloudkms.cryptoKeys.getIamPolicy");
        return {
          ...{ kind: "crypto-key", id, description: known(descriptionOf(key), SOURCE) },
          ...{ versions: await versions, bindings: await bindings },
        };
      },
    );
  }

  private versions(key: string, what: string): Promise<Fact<readonly LiveKeyVersion[]>> {
    return this.calls.fact(what, "cloudkms.cryptoKeyVersions.list", async () => {
      const path = `/v1/${key}/cryptoKeyVersions?pageSize=1000`;
      const nextOf = ({ nextPageToken: token }: JsonObject) =>
        typeof token === "string" && token !== "" ? `${path}&pageToken=${encodeURIComponent(token)}` : undefined;
      const found = await this.rest.list(path, "cryptoKeyVersions", nextOf, true);
      return found.map(versionIn);
    });
  }

  /** @param place a key or a key ring */
  private bindings(place: string, what: string, call: string): Promise<Fact<readonly RoleBinding[]>> {
    return this.calls.fact(what, call, async () => {
      // Conditions are in version 3 of policies.
      const policy = await this.rest.get(`/v1/${place}:getIamPolicy?options.requestedPolicyVersion=3`, ["etag"]);
      return listOf(policy["bindings"]).map((binding) => bindingIn(objectOf(binding)));
    });
  }
}

const IN_RING = "/cryptoKeys/";

function missing(what: string): (error: unknown) => string | undefined {
  // A proxy, too, can answer 404.
  return (error) =>
    error instanceof RestError && error.status === 404 && error.code === "NOT_FOUND" ? `no ${what}` : undefined;
}

function descriptionOf(key: JsonObject): CryptoKeyDescription {
  const { purpose, rotationPeriod, nextRotationTime, destroyScheduledDuration, importOnly, cryptoKeyBackend } = key;
  const { algorithm, protectionLevel } = objectOf(key["versionTemplate"]);
  const texts = {
    ...{ rotationPeriod, nextRotationAt: nextRotationTime, destroyScheduledDuration, backend: cryptoKeyBackend },
    ...{ algorithm, protectionLevel, createdAt: key["createTime"] },
  };
  return {
    purpose: textOf(purpose) ?? "",
    importOnly: importOnly === true,
    ...(key["primary"] !== undefined && { primary: versionIn(objectOf(key["primary"])) }),
    ...Object.fromEntries(Object.entries(texts).filter(([, value]) => typeof value === "string")),
  };
}

function versionIn({ name, state, destroyTime }: JsonObject): LiveKeyVersion {
  const destroyAt = textOf(destroyTime);
  return {
    ...{ id: textOf(name) ?? "", state: textOf(state) ?? "" },
    ...(destroyAt !== undefined && { destroyAt }),
  };
}

function bindingIn({ role, members, condition }: JsonObject): RoleBinding {
  const { expression, title } = objectOf(condition);
  return {
    ...{ role: textOf(role) ?? "", members: textsOf(members) },
    ...(condition !== undefined && { condition: textOf(expression) ?? textOf(title) ?? "" }),
  };
}
