import { parseArn } from "../../policy/arn";
import { modulePath, referencesOf, type Configuration } from "../../terraform/plan/configuration";
import { resourcesIn } from "../../terraform/plan/resource-change";
import { isObject, listOf, memberOf, objectOf, textOf, type JsonObject } from "../../util/json";
import { known, unknown, type Fact, type Known } from "../fact";
import type { AccountLimit } from "../model";

/** Region and account of a provider block, as far as a plan shows them. */
export interface ProviderFacts {
  readonly region: Fact<string>;
  readonly accounts: readonly Known<string>[];
  /** Several accounts that it allows, or accounts that it forbids. */
  readonly limits: readonly AccountLimit[];
  /** ARN of the role that it assumes. @default - none, or an unknown one */
  readonly role?: Known<string>;
}

/** Finds region and account of the provider blocks of a plan. */
export class Providers {
  private readonly facts = new Map<string | undefined, ProviderFacts>();
  private data: readonly DataSource[] | undefined;

  /**
   * @param configuration the configuration of the plan
   * @param root the plan
   */
  public constructor(
    private readonly configuration: Configuration,
    private readonly root: JsonObject,
  ) {}

  /**
   * Region and account of the provider of a resource.
   * @param block the block of the resource
   */
  public of(block: JsonObject | undefined): ProviderFacts {
    const key = textOf(block?.["provider_config_key"]);
    const found = this.facts.get(key) ?? this.read(key, this.configuration.provider(block)?.expressions ?? {});
    this.facts.set(key, found);
    return found;
  }

  private read(key: string | undefined, expressions: JsonObject): ProviderFacts {
    if (key === undefined) return { region: unknown("the plan does not show its provider"), accounts: [], limits: [] };
    const name = `provider ${key}`;
    const data = this.dataOf(key);
    const region = this.configuration.constant(memberOf(expressions, "region"));
    // Several roles are assumed one after the other: the last one makes the calls.
    const assumed = listOf(memberOf(expressions, "assume_role")).at(-1);
    const roleArn = isObject(assumed) ? textOf(this.configuration.constant(memberOf(assumed, "role_arn"))) : undefined;
    const role = roleArn === undefined ? undefined : known(roleArn, `the role that ${name} assumes`);
    return {
      region:
        typeof region === "string"
          ? known(region, `\`region\` of ${name}`)
          : (data.map(regionOf).find(Boolean) ?? unknown(whyNoRegion(name, memberOf(expressions, "region")))),
      accounts: [...this.accountsIn(name, expressions, role), ...data.flatMap((source) => accountOf(source) ?? [])],
      limits: this.limitsIn(name, expressions),
      ...(role && { role }),
    };
  }

  private accountsIn(name: string, expressions: JsonObject, role: Known<string> | undefined): readonly Known<string>[] {
    const [only, ...others] = listOf(this.configuration.constant(memberOf(expressions, "allowed_account_ids")));
    const accountOfRole = role && parseArn(role.value)?.accountId;
    return [
      ...(accountOfRole ? [known(accountOfRole, `account of the role that ${name} assumes`)] : []),
      // With several allowed accounts the provider does not show which one it is.
      ...(typeof only === "string" && others.length === 0 ? [known(only, `\`allowed_account_ids\` of ${name}`)] : []),
    ];
  }

  private limitsIn(name: string, expressions: JsonObject): readonly AccountLimit[] {
    return (["allowed", "forbidden"] as const).flatMap((kind): AccountLimit[] => {
      const expression = memberOf(expressions, `${kind}_account_ids`);
      const source = `\`${kind}_account_ids\` of ${name}`;
      const constant = this.configuration.constant(expression);
      if (constant === undefined && expression !== undefined)
        return [{ kind, accounts: unknown(`${source} is known only at apply`) }];
      const ids = listOf(constant).flatMap((id) => textOf(id) ?? []);
      // The only account that is allowed is the one that the provider works in.
      return ids.length > (kind === "allowed" ? 1 : 0) ? [{ kind, accounts: known(ids, source) }] : [];
    });
  }

  /** The data sources that say where a provider works. */
  private dataOf(key: string): readonly DataSource[] {
    this.data ??= [...resourcesIn(objectOf(this.root["prior_state"])["values"])].flatMap(([resource, module]) => {
      if (!isObject(resource) || resource["mode"] !== "data") return [];
      const [type, name] = [textOf(resource["type"]), textOf(resource["name"])];
      if (type === undefined || name === undefined || !WHERE.has(type)) return [];
      const path = modulePath(textOf(module["address"]) ?? "");
      const block = this.configuration.resource(path, `data.${type}.${name}`);
      const provider = textOf(block?.["provider_config_key"]);
      const source = `data.${type}.${name}`;
      // With arguments it describes another place than the provider's own.
      const isOwn = block !== undefined && Object.keys(objectOf(block["expressions"])).length === 0;
      return isOwn && provider ? [{ type, source, provider, values: objectOf(resource["values"]) }] : [];
    });
    return this.data.filter(({ provider }) => provider === key);
  }
}

/** A data source that says where its provider works. */
interface DataSource {
  readonly type: string;
  readonly source: string;
  readonly provider: string;
  readonly values: JsonObject;
}

const WHERE: ReadonlySet<string> = new Set(["aws_caller_identity", "aws_region"]);

function accountOf({ type, source, values }: DataSource): Known<string> | undefined {
  const id = type === "aws_caller_identity" ? textOf(values["account_id"]) : undefined;
  return id === undefined ? undefined : known(id, `\`account_id\` of ${source}`);
}

/** `region` since version 6 of the provider, `name` before. */
function regionOf({ type, source, values }: DataSource): Known<string> | undefined {
  const region = type === "aws_region" ? (textOf(values["region"]) ?? textOf(values["name"])) : undefined;
  return region === undefined ? undefined : known(region, source);
}

function whyNoRegion(name: string, expression: unknown): string {
  const [reference] = referencesOf(expression);
  if (reference !== undefined) return `the region of ${name} is \`${reference}\`, which the plan does not show`;
  return `the region of ${name} is not in its configuration`;
}
