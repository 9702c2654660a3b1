import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { known, mapFact, unknown, type Fact } from "../../model/fact";
import { CONTRIBUTION, type Contribution, type Contributor } from "../../model/from-constructs";
import { parseKeyArn, partitionOf, type KeyArn } from "../../policy/arn";
import type { AuraStatement } from "../aura-statement";
import type { IAuraKmsKey, KeyPhase } from "../interfaces";
import * as prop from "./validate-props";
import { SynthCheck } from "./synth-check";
import { arnField, factOf, nameOf } from "./tokens";
import { accountProblems, regionProblems } from "./formats";

/** What is known about a key that is owned elsewhere, in the words of `kms:DescribeKey`. What is left out is unknown. */
export interface ImportedKmsKeyAttributes {
  /**
   * Expected region of the key; it is compared with the ARN.
   * @default - the 4th field of the ARN
   */
  readonly region?: string | undefined;
  /**
   * Expected owner of the key; it is compared with the ARN.
   * @default - the 5th field of the ARN
   */
  readonly accountId?: string | undefined;
  /**
   * Type of key; Aura needs `SYMMETRIC_DEFAULT`.
   * @default - unknown
   */
  readonly keySpec?: string | undefined;
  /**
   * What the key may be used for; Aura needs `ENCRYPT_DECRYPT`.
   * @default - unknown
   */
  readonly keyUsage?: string | undefined;
  /**
   * `Enabled`, `Disabled`, `PendingDeletion`, ...
   * @default - unknown
   */
  readonly keyState?: string | undefined;
  /**
   * Where the key material comes from: `AWS_KMS`, `EXTERNAL`, `AWS_CLOUDHSM`, `EXTERNAL_KEY_STORE`.
   * @default - unknown
   */
  readonly origin?: string | undefined;
  /**
   * Whether automatic rotation is on.
   * @default - unknown
   */
  readonly rotationEnabled?: boolean | undefined;
}

/** A standalone policy of the key that this app manages. */
export interface StandalonePolicy {
  readonly phase: KeyPhase;
  readonly statement: AuraStatement;
  readonly resource: ITerraformDependable;
}

/** A key that is owned elsewhere. It creates nothing. */
export class ImportedKmsKey extends Construct implements IAuraKmsKey, Contributor {
  public readonly cloudProvider = "aws";
  public readonly region: string;
  public readonly accountId: string;
  private readonly parsed: KeyArn | undefined;
  private readonly attributes: ImportedKmsKeyAttributes;
  private policy?: StandalonePolicy;

  public constructor(
    scope: Construct,
    id: string,
    public readonly keyArn: string,
    attributes: ImportedKmsKeyAttributes,
  ) {
    prop.checkProps(
      scope,
      id,
      { keyArn, ...attributes },
      {
        keyArn: prop.text,
        region: prop.optional(prop.text),
        accountId: prop.optional(prop.text),
        keySpec: prop.optional(prop.text),
        keyUsage: prop.optional(prop.text),
        keyState: prop.optional(prop.text),
        origin: prop.optional(prop.text),
        rotationEnabled: prop.optional(prop.flag),
      },
    );
    super(scope, id);
    this.attributes = { ...attributes };
    const parsed = parseKeyArn(keyArn);
    this.parsed = "error" in parsed ? undefined : parsed;
    this.region = this.parsed?.region ?? attributes.region ?? arnField(keyArn, 3);
    this.accountId = this.parsed?.accountId ?? attributes.accountId ?? arnField(keyArn, 4);
    SynthCheck.ensure(this);
  }

  public get keyId(): string {
    return this.keyArn;
  }

  public get phase(): KeyPhase {
    return this.policy?.phase ?? "kept-elsewhere";
  }

  public get statementFile(): string | undefined {
    return this.policy?.statement.file;
  }

  public get statementPath(): string | undefined {
    return this.policy?.statement.path;
  }

  public get accessResources(): readonly ITerraformDependable[] | undefined {
    return this.policy && [this.policy.resource];
  }

  /** Says that this app manages the policy of the key after all. */
  public policySetBy(policy: StandalonePolicy): void {
    this.policy = policy;
  }

  public [CONTRIBUTION](): Contribution {
    const name = nameOf(this);
    const { region, accountId, keySpec, keyUsage, keyState, origin, rotationEnabled } = this.attributes;
    const arn = factOf(this.keyArn, `ARN of key ${name}`);
    const regions = this.claims(region, "region", 4, this.parsed?.region);
    const declared = <T>(value: T | undefined, attribute: string): Fact<T> =>
      value === undefined
        ? unknown(
            `key ${name} is owned elsewhere and \`${attribute}\` was not declared (\`aws kms describe-key\` shows it)`,
          )
        : factOf(value, `\`${attribute}\` of key ${name}`);
    return {
      nodes: [
        {
          kind: "key",
          id: this.node.path,
          name,
          origin: "imported",
          arn,
          region: regions.at(-1) ?? unknown(`the region of key ${name} cannot be read from its ARN`),
          regionClaims: regions,
          accountClaims: this.claims(accountId, "accountId", 5, this.parsed?.accountId),
          partitionClaims: [
            ...this.claims(undefined, "partition", 2, this.parsed?.partition),
            ...regions.map((fact) => mapFact(fact, partitionOf, `partition of ${fact.known ? fact.source : name}`)),
          ],
          keySpec: declared(keySpec, "keySpec"),
          keyUsage: declared(keyUsage, "keyUsage"),
          materialOrigin: declared(origin, "origin"),
          enabled: mapFact(declared(keyState, "keyState"), (state) => state === "Enabled"),
          multiRegion: this.parsed
            ? known(this.parsed.multiRegion, `key id in the ARN of key ${name}`)
            : unknown(`the ARN of key ${name} does not tell`),
          rotationEnabled: declared(rotationEnabled, "rotationEnabled"),
          rotationPeriodInDays: known(undefined, `key ${name} is owned elsewhere`),
          deletionWindowInDays: known(undefined, `key ${name} is owned elsewhere`),
          destroyPrevented: unknown(`key ${name} is owned elsewhere`),
          policy: unknown(`the policy of key ${name} is kept by its owner`),
          statement: unknown(`the policy of key ${name} is kept by its owner`),
        },
      ],
      problems: [...regionProblems(this.node.path, region), ...accountProblems(this.node.path, accountId)],
    };
  }

  /** What was declared, then what the ARN says: the last one counts. */
  private claims(
    declared: string | undefined,
    attribute: string,
    field: number,
    inArn: string | undefined,
  ): Fact<string>[] {
    const name = nameOf(this);
    const ordinal = ["", "1st", "2nd", "3rd"][field] ?? `${field}th`;
    return [
      ...(declared === undefined ? [] : [factOf(declared, `\`${attribute}\` of key ${name}`)]),
      inArn === undefined
        ? unknown(`the ${ordinal} field of the ARN of key ${name} is known only at apply`)
        : known(inArn, `${ordinal} field of the ARN of key ${name}`),
    ];
  }
}
