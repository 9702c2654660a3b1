import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { accessKeyIdOf, environmentIn, KmsClient, type Simulator } from "../../simulator";

/** What KMS answered, or its refusal. */
export type KmsAnswer = { readonly answer: Readonly<Record<string, string>> } | { readonly refusal: string };

/** The input of an operation; bytes in Base64. */
type Input = Readonly<Record<string, string>>;

/** Calls KMS as several people: with the AWS CLI, where that is on the PATH and young enough, else as it would. */
export class KmsCalls {
  private constructor(
    private readonly simulator: Simulator,
    private readonly region: string,
    /** A file for the bytes that the AWS CLI sends. */
    private readonly file: string,
    /** The version of the AWS CLI; undefined where it is not used. */
    public readonly cli: string | undefined,
  ) {}

  /** Looks for the AWS CLI. */
  public static async of(simulator: Simulator, region: string, file: string): Promise<KmsCalls> {
    const { stdout } = await promisify(execFile)("aws", ["--version"]).catch(() => ({ stdout: "" }));
    const [, version, major, minor] = /^aws-cli\/((\d+)\.(\d+)\.\d+)/.exec(stdout) ?? [];
    const obeys = Number(minor) >= (major === "1" ? FIRST_OF_1 : FIRST_OF_2);
    return new KmsCalls(simulator, region, file, obeys ? version : undefined);
  }

  /**
   * Calls an operation.
   * @param principal ARN of the caller
   * @param bytes the member of the input that is bytes
   */
  public async as(principal: string, operation: string, input: Input, bytes?: string): Promise<KmsAnswer> {
    try {
      const call = this.cli === undefined ? this.directly(principal, operation, input) : undefined;
      return { answer: await (call ?? this.byCli(principal, operation, input, bytes)) };
    } catch (error) {
      const { stderr, message } = error as Error & { stderr?: string };
      return { refusal: (stderr ?? message).trim() };
    }
  }

  private directly(principal: string, operation: string, input: Input): Promise<Record<string, string>> {
    const client = new KmsClient(this.simulator.endpoints.kms, accessKeyIdOf(principal), this.region);
    return client.call<Record<string, string>>(operation, input);
  }

  private async byCli(
    principal: string,
    operation: string,
    input: Input,
    bytes?: string,
  ): Promise<Record<string, string>> {
    const args = Object.entries(input).flatMap(([name, value]) => {
      if (name !== bytes) return [`--${dashed(name)}`, value];
      writeFileSync(this.file, Buffer.from(value, "base64"));
      return [`--${dashed(name)}`, `fileb://${this.file}`];
    });
    const region = { AWS_REGION: this.region, AWS_DEFAULT_REGION: this.region };
    const caller = { AWS_ACCESS_KEY_ID: accessKeyIdOf(principal), AWS_PAGER: "" };
    const env = environmentIn(process.env, { ...this.simulator.environment, ...region, ...caller });
    const { stdout } = await promisify(execFile)("aws", ["kms", dashed(operation), ...args, "--output", "json"], {
      env,
    });
    return stdout.trim() === "" ? {} : (JSON.parse(stdout) as Record<string, string>);
  }
}

/** The first minor versions that obey AWS_ENDPOINT_URL. */
const [FIRST_OF_1, FIRST_OF_2] = [29, 13];

/** `KeyId` as `key-id`. */
function dashed(name: string): string {
  return name.replace(/(?<=.)([A-Z])/g, "-$1").toLowerCase();
}
