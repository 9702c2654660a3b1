import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import type { Construct, IConstruct } from "constructs";
import type { Fact } from "../../model/fact";
import { addressOf } from "../../model/from-constructs";
import type { AliasNode } from "../../model/model";
import { awsFactsFor, type AwsProviderFacts } from "./aws-provider";
import { nameOf } from "./names";
import { factOf } from "./tokens";

/** Id of the alias in its key. */
export const ALIAS_ID = "Alias";

/**
 * The alias of a key as a node of the model; none where somebody took it out.
 * @param key the key
 * @param regionOf where the alias is, from its argument and its provider
 */
export function aliasNodes(
  key: Construct,
  regionOf: (argument: string | undefined, provider: AwsProviderFacts["region"]) => Fact<string>,
): AliasNode[] {
  const alias: IConstruct | undefined = key.node.tryFindChild(ALIAS_ID);
  if (!(alias instanceof KmsAlias)) return [];
  const name = nameOf(key);
  const aws = awsFactsFor(key, alias.provider);
  return [
    {
      kind: "alias",
      id: alias.node.path,
      name,
      origin: "created",
      address: addressOf(alias),
      aliasName: factOf(alias.nameInput ?? "", `\`alias\` of key ${name}`),
      target: key.node.path,
      targetKeyId: factOf(alias.targetKeyIdInput ?? "", `key of the alias of key ${name}`),
      region: regionOf(alias.regionInput, aws.region),
      accountClaims: aws.accounts,
    },
  ];
}
