import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { Fn } from "cdktf";
import type { Construct } from "constructs";
import { RECOVERY_WINDOW_IN_DAYS } from "../../model/limits";
import type { AuraCredentialsSecret, AuraCredentialsSecretProps } from "../aura-credentials-secret";
import type { IAuraKmsKey } from "../interfaces";
import type { AuraInstanceResource } from "../l1/instance-resource";
import { literalName } from "./bootstrap";
import { escapeTemplate } from "./tokens";

/** The resources of a secret with credentials. */
export function addSecret(
  scope: Construct,
  instance: AuraInstanceResource,
  key: IAuraKmsKey,
  { secretName, password, recoveryWindowInDays, removalPolicy = "retain", tags, provider }: AuraCredentialsSecretProps,
): { readonly [K in "secret" | "version"]: NonNullable<AuraCredentialsSecret[K]> } {
  const shared = { region: key.region, ...(provider && { provider }) };
  const name = literalName(instance.input.name, scope.node.id);
  const secret = new SecretsmanagerSecret(scope, "Resource", {
    ...shared,
    name: secretName,
    description: escapeTemplate(`How to connect to instance ${name} of Neo4j Aura`),
    kmsKeyId: key.keyArn,
    recoveryWindowInDays: recoveryWindowInDays ?? RECOVERY_WINDOW_IN_DAYS.default,
    ...(tags && { tags: { ...tags } }),
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
