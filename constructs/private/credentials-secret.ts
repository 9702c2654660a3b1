import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { Fn, type TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { RECOVERY_WINDOW_IN_DAYS } from "../../model/limits";
import type { IAuraKmsKey, RemovalPolicy } from "../interfaces";
import type { AuraInstanceResource } from "../l1/instance-resource";
import { literalName } from "./bootstrap";
import { copyOfTags, escapeTemplate } from "./tokens";

/** What the resources of a secret are made of. */
interface SecretArguments {
  readonly secretName: string;
  readonly password?: string | undefined;
  readonly recoveryWindowInDays?: number | undefined;
  readonly removalPolicy?: RemovalPolicy | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly provider?: TerraformProvider | undefined;
}

/** Adds the resources of a secret with credentials. */
export function addSecret(
  scope: Construct,
  instance: AuraInstanceResource,
  key: IAuraKmsKey,
  { secretName, password, recoveryWindowInDays, removalPolicy = "retain", tags, provider }: SecretArguments,
): { readonly secret: SecretsmanagerSecret; readonly version: SecretsmanagerSecretVersion } {
  const shared = { region: key.region, ...(provider && { provider }) };
  const name = literalName(instance.input.name, scope.node.id);
  const secret = new SecretsmanagerSecret(scope, "Resource", {
    ...shared,
    name: secretName,
    description: escapeTemplate(`How to connect to instance ${name} of Neo4j Aura`),
    kmsKeyId: key.keyArn,
    recoveryWindowInDays: recoveryWindowInDays ?? RECOVERY_WINDOW_IN_DAYS.default,
    ...(tags && { tags: copyOfTags(tags) }),
    ...(removalPolicy === "retain" && { lifecycle: { preventDestroy: true } }),
  });
  const version = new SecretsmanagerSecretVersion(scope, "Version", {
    ...shared,
    secretId: secret.id,
    secretString: Fn.jsonencode({
      NEO4J_URI: instance.connectionUrl,
      NEO4J_USERNAME: instance.username,
      NEO4J_PASSWORD: password ?? instance.password,
      AURA_INSTANCEID: instance.id,
    }),
    lifecycle: {
      // A password that was rotated by hand stays in the secret; that of another instance takes its place.
      ignoreChanges: ["secret_string"],
      replaceTriggeredBy: [`${instance.terraformResourceType}.${instance.friendlyUniqueId}.id`],
      ...(password === undefined && {
        precondition: [
          {
            condition: `\${${instance.fqn}.password != null}`,
            errorMessage: escapeTemplate(
              `Terraform does not know the password of instance ${name}: it was imported, or its password is encrypted. ` +
                "Set `password` of the secret to a sensitive variable.",
            ),
          },
        ],
      }),
    },
  });
  return { secret, version };
}
