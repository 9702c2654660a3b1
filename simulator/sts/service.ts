import { createHash } from "node:crypto";
import { parseArn } from "../../policy/arn";
import type { Clock } from "../http/clock";
import type { Caller, Callers } from "../aws/caller";
import { AwsError } from "../aws/error";
import { type QueryAction, QueryService } from "../aws/query-service";
import type { Content } from "../aws/xml";

const VERSION = "2011-06-15";
/** Of a session, in seconds. */
const DURATION = { min: 900, max: 43_200, default: 3600 };

/**
 * AWS STS over HTTP: who a caller is, and sessions of roles. There are no trust policies: every caller can assume every role.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html
 */
export class StsService extends QueryService {
  protected readonly actions: Readonly<Record<string, QueryAction>> = {
    AssumeRole: (caller, parameters) => this.assumeRole(caller, parameters),
    GetCallerIdentity: ({ arn, accountId }) => ({ Arn: arn, UserId: userId(arn), Account: accountId }),
  };

  public constructor(
    callers: Callers,
    private readonly clock: Clock,
  ) {
    const namespace = `https://sts.amazonaws.com/doc/${VERSION}/`;
    super(
      { name: "sts", label: "STS", version: VERSION, namespace, codes: { ValidationException: "ValidationError" } },
      callers,
    );
  }

  private assumeRole(caller: Caller, parameters: URLSearchParams): Content {
    const roleArn = parameters.get("RoleArn") ?? "";
    const session = parameters.get("RoleSessionName") ?? "";
    const seconds = Number(parameters.get("DurationSeconds") ?? DURATION.default);
    const arn = parseArn(roleArn);
    const role = /^role\/(?:.*\/)?([^/]+)$/.exec(arn?.resource ?? "")?.[1];
    if (arn?.service !== "iam" || role === undefined) throw invalidParameter("RoleArn", roleArn);
    if (!/^[\w+=,.@-]{2,64}$/.test(session)) throw invalidParameter("RoleSessionName", session);
    if (!(seconds >= DURATION.min && seconds <= DURATION.max)) throw invalidParameter("DurationSeconds", `${seconds}`);
    const { partition, accountId } = arn;
    if (partition !== parseArn(caller.arn)?.partition) {
      const text = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
      throw new AwsError("AccessDeniedException", text);
    }
    const principal = { arn: `arn:${partition}:sts::${accountId}:assumed-role/${role}/${session}`, accountId, roleArn };
    const expiresAt = this.clock.now() + seconds * 1000;
    const credentials = this.callers.openSession(principal, expiresAt);
    return {
      Credentials: {
        AccessKeyId: credentials.accessKeyId,
        SecretAccessKey: credentials.secretAccessKey,
        SessionToken: credentials.sessionToken,
        Expiration: new Date(expiresAt).toISOString(),
      },
      AssumedRoleUser: { AssumedRoleId: userId(principal.arn), Arn: principal.arn },
    };
  }
}

function invalidParameter(name: string, value: string): AwsError {
  return new AwsError("ValidationException", `${value} is invalid as ${name}`);
}

/** The unique id of a principal, as IAM would have given it: the same for the same ARN. */
function userId(arn: string): string {
  const [, kind, name = "", session] = /:(?:iam|sts)::\d+:([a-z-]+)\/([^/]+)(?:\/(.+))?$/.exec(arn) ?? [];
  const unique = createHash("sha256").update(`${kind} ${name}`).digest("hex").slice(0, 17).toUpperCase();
  return kind === "assumed-role" ? `AROA${unique}:${session}` : `AIDA${unique}`;
}
