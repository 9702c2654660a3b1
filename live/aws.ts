import { KMSClient } from "@aws-sdk/client-kms";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { awsFailure, type Failure } from "./failure";

/** How an account is reached. */
export interface AwsAccess {
  /** ARN of the role that is assumed there. @default - none: the credentials themselves */
  readonly roleArn?: string;
  readonly externalId?: string;
  /** Name of the session of the role. @default aura-cmk-verify */
  readonly sessionName?: string;
  /** Profile of the AWS configuration on this machine. @default - what the environment says */
  readonly profile?: string;
}

/** A caller that AWS knows. */
export interface Caller {
  readonly arn: string;
  readonly accountId: string;
}

const SESSION_NAME = "aura-cmk-verify";
/** Attempts for one call: the SDK waits longer after each. */
const ATTEMPTS = 5;
/** Milliseconds. */
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 15_000, throwOnRequestTimeout: true };

/** What all clients of one account have in common. */
interface Account {
  readonly access: AwsAccess;
  readonly caller: Promise<Caller | { readonly failure: Failure }>;
  readonly clients: Map<string, KMSClient>;
}

/** The clients of AWS: one for each account and region, with the credential chain of the AWS SDK. */
export class Aws {
  private readonly accounts = new Map<string, Account>();

  /**
   * @param accessTo how an account is reached; undefined stands for the account of the credentials
   * @param region where STS is asked
   */
  public constructor(
    private readonly accessTo: (accountId: string | undefined) => AwsAccess,
    private readonly region: string,
  ) {}

  /** Who reads an account, or why it cannot be read. */
  public caller(accountId: string | undefined): Promise<Caller | { readonly failure: Failure }> {
    return this.account(accountId).caller;
  }

  /** The client of an account in a region. */
  public kms(accountId: string, region: string): KMSClient {
    const { access, clients } = this.account(accountId);
    const client =
      clients.get(region) ?? new KMSClient({ ...this.settings(access, region), ...credentialsOf(this, access) });
    clients.set(region, client);
    return client;
  }

  /** Closes all connections. */
  public close(): void {
    for (const { clients } of this.accounts.values()) for (const client of clients.values()) client.destroy();
  }

  /** Credentials of a role. */
  public async assume(access: AwsAccess & { readonly roleArn: string }) {
    const sts = new STSClient(this.settings(access, this.region));
    try {
      const { Credentials: found } = await sts.send(
        new AssumeRoleCommand({
          RoleArn: access.roleArn,
          RoleSessionName: access.sessionName ?? SESSION_NAME,
          ExternalId: access.externalId,
        }),
      );
      return {
        accessKeyId: found?.AccessKeyId ?? "",
        secretAccessKey: found?.SecretAccessKey ?? "",
        ...(found?.SessionToken !== undefined && { sessionToken: found.SessionToken }),
        ...(found?.Expiration && { expiration: found.Expiration }),
      };
    } catch (error) {
      throw new NotAssumed(awsFailure(error, "sts:AssumeRole"));
    } finally {
      sts.destroy();
    }
  }

  private account(accountId: string | undefined): Account {
    const access = this.accessTo(accountId);
    const name = JSON.stringify([accountId, access]);
    const account = this.accounts.get(name) ?? { access, caller: this.identify(access), clients: new Map() };
    this.accounts.set(name, account);
    return account;
  }

  private async identify(access: AwsAccess): Promise<Caller | { readonly failure: Failure }> {
    const sts = new STSClient({ ...this.settings(access, this.region), ...credentialsOf(this, access) });
    try {
      const { Arn: arn = "", Account: accountId = "" } = await sts.send(new GetCallerIdentityCommand({}));
      return { arn, accountId };
    } catch (error) {
      return { failure: error instanceof NotAssumed ? error.failure : awsFailure(error, "sts:GetCallerIdentity") };
    } finally {
      sts.destroy();
    }
  }

  private settings({ profile }: AwsAccess, region: string) {
    return { region, maxAttempts: ATTEMPTS, requestHandler: TIMEOUTS, ...(profile !== undefined && { profile }) };
  }
}

/** A role could not be assumed. */
class NotAssumed extends Error {
  public constructor(public readonly failure: Failure) {
    super(failure.why);
  }
}

function credentialsOf(aws: Aws, access: AwsAccess) {
  const { roleArn } = access;
  return roleArn === undefined ? {} : { credentials: () => aws.assume({ ...access, roleArn }) };
}
