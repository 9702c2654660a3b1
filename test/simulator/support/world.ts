import { DEFAULT_PROJECT, type Simulator } from "../../../simulator";
import { statementFor } from "../../../simulator/aura/statement";
import { KmsClient } from "../../../simulator/terraform/aws-client";
import { AuraClient } from "./aura-client";

const KMS_OWNER = {
  Sid: "Owner",
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::111122223333:root" },
  Action: "kms:*",
  Resource: "*",
};

/** A key policy with the account's own statement and others. */
export function policyWith(...statements: object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [KMS_OWNER, ...statements] });
}

/** The policy that Aura's Console asks for. */
export const GOOD_POLICY = policyWith(statementFor(DEFAULT_PROJECT));

/** Longer than any delay of the simulator. */
export const LONG = 60_000;

/** Short ways to what most tests of the simulated Aura start from. */
export class World {
  public readonly aura: AuraClient;
  private readonly kmsClient: KmsClient;

  public constructor(private readonly simulator: Simulator) {
    this.aura = new AuraClient(simulator);
    this.kmsClient = new KmsClient(simulator.endpoints.kms, "SIM111122223333", "eu-west-1");
  }

  public kms<T = { KeyMetadata: { Arn: string } }>(operation: string, input: object): Promise<T> {
    return this.kmsClient.call<T>(operation, input);
  }

  /** A new key's ARN. */
  public async key(input: object = { Policy: GOOD_POLICY }): Promise<string> {
    return (await this.kms("CreateKey", input)).KeyMetadata.Arn;
  }

  /** The body of a request for a record. */
  public recordBody(key_id: string, more: object = {}): object {
    return {
      key_id,
      name: "orders",
      cloud_provider: "aws",
      instance_type: "enterprise-db",
      region: "eu-west-1",
      tenant_id: DEFAULT_PROJECT.id,
      ...more,
    };
  }

  /** A new record's id. */
  public async record(key: string, more: object = {}): Promise<string> {
    const { id } = await this.aura.data(202, "POST", "/customer-managed-keys", this.recordBody(key, more));
    return id ?? "";
  }

  /** The id of a record that is ready. */
  public async readyRecord(): Promise<string> {
    const id = await this.record(await this.key());
    this.simulator.clock.advance(LONG);
    return id;
  }

  public async recordStatus(id: string): Promise<string | undefined> {
    return (await this.aura.data(200, "GET", `/customer-managed-keys/${id}`)).status;
  }

  /** The body of an order. */
  public order(more: object = {}): object {
    return {
      name: "orders",
      version: "5",
      region: "eu-west-1",
      memory: "8GB",
      type: "enterprise-db",
      tenant_id: DEFAULT_PROJECT.id,
      cloud_provider: "aws",
      ...more,
    };
  }

  /** The id of a new instance; running, unless `wait` is off. */
  public async instance(more: object = {}, wait = true): Promise<string> {
    const { id } = await this.aura.data(202, "POST", "/instances", this.order(more));
    if (wait) this.simulator.clock.advance(LONG);
    return id ?? "";
  }

  public async instanceStatus(id: string): Promise<string | undefined> {
    return (await this.aura.data(200, "GET", `/instances/${id}`)).status;
  }

  /** Status and errors of a call that is refused by the API. */
  public async refusal(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await this.aura.call(method, path, body);
    const { errors } = answer.body as { errors?: unknown[] };
    return errors?.length === 1 ? { status: answer.status, ...(errors[0] as object) } : answer;
  }
}
