import { TerraformElement, TerraformLocal, TerraformProvider, TerraformStack, TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import { CONTRIBUTION, renderTokens, type Contribution, type Contributor } from "../model/from-constructs";
import { isProviderSource } from "../model/limits";
import { AuraCmkError, type Problem } from "../model/problem";
import { PROVIDER_SOURCE } from "../provider/version";
import { PROVIDER_METADATA, PROVIDER_NAME } from "./l1/aura";
import { hclArguments, withoutUndefined } from "./l1/binding";
import { optional, pathOf, propProblems, text } from "./private/validate-props";
import { SynthCheck } from "./private/synth-check";
import { holdsToken } from "./private/tokens";

/** Props of {@link AuraProvider}. */
export interface AuraProviderProps {
  /**
   * Client id of the Aura API credentials: a sensitive Terraform variable, never the id itself.
   * @default - the environment variable AURA_CLIENT_ID, when Terraform runs
   */
  readonly clientId?: string | undefined;
  /**
   * Client secret of the Aura API credentials: a sensitive Terraform variable, never the secret itself.
   * @default - the environment variable AURA_CLIENT_SECRET, when Terraform runs
   */
  readonly clientSecret?: string | undefined;
  /**
   * URL of the Aura API.
   * @default - the environment variable AURA_API_BASE_URL, or the public API
   */
  readonly baseUrl?: string | undefined;
  /**
   * Alias, for a second provider in one stack.
   * @default - the default provider
   */
  readonly alias?: string | undefined;
  /**
   * Source address of the Terraform provider, such as `terraform.example.com/platform/aura`: your own registry, which then has to
   * offer the version of this package. All providers of a stack have the same one.
   * @default - an address that no registry can have; synth writes the provider beside the stack, where Terraform finds it
   */
  readonly source?: string | undefined;
}

/**
 * Creates `provider "aura"` and its entry in `required_providers`. The credentials come from the environment or from
 * sensitive Terraform variables; the synthesized file never contains them.
 * @see https://neo4j.com/docs/aura/api/authentication/
 */
export class AuraProvider extends TerraformProvider implements Contributor {
  /**
   * Creates a provider whose credentials are sensitive Terraform variables, `aura_client_id` and `aura_client_secret`
   * (`TF_VAR_aura_client_id`, `TF_VAR_aura_client_secret`); with an alias, `aura_client_id_<alias>` and so on.
   */
  public static withVariables(
    scope: Construct,
    id: string,
    props: Omit<AuraProviderProps, "clientId" | "clientSecret"> = {},
  ): AuraProvider {
    const suffix = props.alias === undefined ? "" : `_${props.alias}`;
    const variable = (credential: string, description: string): string => {
      const name = `${credential}${suffix}`;
      const made = new TerraformVariable(scope, name, { type: "string", sensitive: true, description });
      made.overrideLogicalId(name);
      return made.stringValue;
    };
    return new AuraProvider(scope, id, {
      ...props,
      clientId: variable("aura_client_id", "Client id of the Aura API credentials"),
      clientSecret: variable("aura_client_secret", "Client secret of the Aura API credentials"),
    });
  }

  private readonly props: AuraProviderProps;

  /** @throws {@link AuraCmkError} `secret-in-configuration` when a credential is given as plain text */
  public constructor(scope: Construct, id: string, props: AuraProviderProps = {}) {
    checkProviderProps(pathOf(scope, id), props);
    super(scope, id, {
      terraformResourceType: PROVIDER_NAME,
      terraformProviderSource: props.source ?? PROVIDER_SOURCE,
      terraformGeneratorMetadata: PROVIDER_METADATA,
    });
    this.props = { ...props };
    SynthCheck.ensure(this);
  }

  public override get alias(): string | undefined {
    return this.props.alias;
  }

  /** Source address of the Terraform provider. */
  public get source(): string {
    return this.props.source ?? PROVIDER_SOURCE;
  }

  /** @internal */
  public [CONTRIBUTION](): Contribution {
    const credentials = CREDENTIALS.flatMap((name) => credentialProblems(this, name, this.props[name]));
    return { problems: [...credentials, ...sourceProblems(this)] };
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    const { clientId, clientSecret, baseUrl } = this.props;
    return withoutUndefined({ client_id: clientId, client_secret: clientSecret, base_url: baseUrl });
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return hclArguments(this.synthesizeAttributes());
  }
}

const CREDENTIALS = ["clientId", "clientSecret"] as const;
/** A single expression, and not a literal: a secret may contain "${" itself. */
const EXPRESSION = /^\$\{(?!\s*")[^{}]+\}$/;

/** In `required_providers` a stack has one address for all providers of a name. */
function sourceProblems(provider: AuraProvider): Problem[] {
  const stack = TerraformStack.of(provider);
  const [first] = stack.node.findAll().filter((construct) => construct instanceof AuraProvider);
  if (!first || first.source === provider.source) return [];
  return [
    {
      code: "exclusive-props",
      path: provider.node.path,
      what: "two providers of one stack have different sources",
      got: `${provider.source}, and ${first.source} of ${first.node.path}`,
      expected: "one source in a stack",
      fix: "pass the same `source` to every AuraProvider of the stack",
    },
  ];
}

/** A credential has its own message, which does not show the value. */
const CREDENTIAL = optional({ expected: "a sensitive Terraform variable", accepts: () => true });

function checkProviderProps(path: string, props: AuraProviderProps): void {
  const problems = propProblems<AuraProviderProps>(path, props, {
    clientId: CREDENTIAL,
    clientSecret: CREDENTIAL,
    baseUrl: optional(text),
    alias: optional(text),
    source: optional({
      expected: "HOST/NAMESPACE/TYPE, such as terraform.example.com/platform/aura",
      accepts: (value) => typeof value === "string" && isProviderSource(value),
    }),
  });
  for (const name of CREDENTIALS) {
    const value: unknown = props?.[name];
    const isExpression = typeof value === "string" && EXPRESSION.test(value);
    if (value !== undefined && !isExpression) problems.push(plainTextProblem(path, name));
  }
  if (problems.length > 0) throw new AuraCmkError(problems);
}

/** A variable and a local value are checked where they are defined: that is what the synthesized file contains. */
function credentialProblems(provider: AuraProvider, prop: string, value: string | undefined): Problem[] {
  if (value === undefined) return [];
  const { value: expression, references } = renderTokens(provider, value);
  const [reference] = references;
  const name = reference?.identifier ?? String(expression).slice("${".length, -"}".length).trim();
  const source = (reference?.originStack ?? TerraformStack.of(provider)).node
    .findAll()
    .filter((construct) => TerraformElement.isTerraformElement(construct))
    .find((element) => name === `${kindOf(element)}.${element.friendlyUniqueId}`);
  if (source instanceof TerraformVariable) return variableProblems(provider, prop, name, source);
  // `expression` of a local value is a reference to it; only its rendering shows its value.
  return source instanceof TerraformLocal && !holdsToken(source.toTerraform())
    ? [plainTextProblem(provider.node.path, prop)]
    : [];
}

function kindOf(element: TerraformElement): string | undefined {
  if (element instanceof TerraformVariable) return "var";
  return element instanceof TerraformLocal ? "local" : undefined;
}

function variableProblems(provider: AuraProvider, prop: string, name: string, variable: TerraformVariable): Problem[] {
  const flaws = [
    ...(variable.default === undefined ? [] : ["has a default, which is written to the synthesized file,"]),
    ...(variable.sensitive === true ? [] : ["is not sensitive, so Terraform shows its value"]),
  ];
  if (flaws.length === 0) return [];
  return [
    {
      code: "secret-in-configuration",
      path: provider.node.path,
      what: `the variable of \`${prop}\` exposes its value`,
      got: `${name} ${flaws.join(" and ")}`,
      expected: "`sensitive: true`, and no `default`",
      fix: "use AuraProvider.withVariables, and set TF_VAR_... where Terraform runs",
    },
  ];
}

function plainTextProblem(path: string, prop: string): Problem {
  return {
    code: "secret-in-configuration",
    path,
    what: `\`${prop}\` is written into the program as plain text`,
    got: "a value that the synthesized file and the state would contain",
    expected: "a sensitive Terraform variable, or nothing",
    fix: "use AuraProvider.withVariables, or set AURA_CLIENT_ID and AURA_CLIENT_SECRET where Terraform runs",
  };
}
