import { DEFAULT_PROJECT, type Simulator } from "../../../simulator";
import { auraServiceAccounts, GOOGLE_ROLES } from "../../../simulator/aura/other-clouds";

/** The project, key ring and key of most tests. */
export const PROJECT = "projects/simulated-project";
export const RING = `${PROJECT}/locations/europe-west1/keyRings/aura`;
export const KEY = `${RING}/cryptoKeys/orders`;

/** The service accounts of Aura, and the roles that they need. */
export const ACCOUNTS = auraServiceAccounts(DEFAULT_PROJECT);
export const ROLES = GOOGLE_ROLES;

/** The plainest client of Google's APIs there is. */
export class GoogleApi {
  private readonly endpoint: string;

  public constructor({ endpoints }: Simulator) {
    this.endpoint = endpoints.gcp ?? "";
  }

  /** Status and body of an answer. */
  public async call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: T }> {
    const response = await fetch(`${this.endpoint}/v1/${path}`, {
      method,
      headers: { authorization: "Bearer anything" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T };
  }

  /** The body of an answer that must be a success. */
  public async must<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.call<T>(method, path, body);
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Status, name and text of a refusal. */
  public async refusal(method: string, path: string, body?: unknown): Promise<string> {
    const answer = await this.call<{ error?: { status: string; message: string } }>(method, path, body);
    const { status, message } = answer.body.error ?? { status: "not refused", message: "" };
    return `${answer.status} ${status}: ${message}`;
  }

  /** A key ring and a key in it. */
  public async key(more: object = {}, query = ""): Promise<void> {
    await this.call("POST", `${PROJECT}/locations/europe-west1/keyRings?keyRingId=aura`, {});
    await this.must("POST", `${RING}/cryptoKeys?cryptoKeyId=orders${query}`, { purpose: "ENCRYPT_DECRYPT", ...more });
  }
}
