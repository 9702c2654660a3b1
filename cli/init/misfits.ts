import { CLOUDS } from "../../model/clouds";
import { GOOGLE_PROJECT, GOOGLE_REGION } from "../../model/key-identifiers";
import type { CloudProvider } from "../../model/limits";
import { REGION_ID } from "../../policy/arn";
import type { Choices } from "./choices";

/* What does not go together. It is not in choices.ts, which every command of the program loads. */

/** Why the choices do not go together; undefined where they do. */
export function conflictIn({ app, backend, cloud, ci }: Choices): string | undefined {
  if (app === "estate" && backend === "http")
    return "an estate keeps its state in this directory or in S3; help: --backend s3, or --app constructs";
  return cloud !== "aws" && ci !== "none"
    ? `the files for ${ci} log in to AWS, and not to ${CLOUDS[cloud].name}; help: --ci none, then write the login yourself (docs/ci.md)`
    : undefined;
}

/** The options that name what owns the key, by the cloud that has it. */
const OWNERS: Readonly<Record<string, { readonly cloud: CloudProvider; readonly option: string }>> = {
  accountId: { cloud: "aws", option: "--account-id" },
  subscriptionId: { cloud: "azure", option: "--subscription-id" },
  tenantId: { cloud: "azure", option: "--tenant-id" },
  googleProject: { cloud: "gcp", option: "--google-project" },
};

/**
 * Why the ids and the region do not fit the cloud of the key; undefined where they do.
 * @param cloud the cloud
 * @param given what the options say
 */
export function misfitIn(cloud: CloudProvider, given: Readonly<Record<string, unknown>>): string | undefined {
  const options = Object.entries(OWNERS);
  const other = options.find(([name, { cloud: own }]) => given[name] !== undefined && own !== cloud)?.[1];
  if (other) {
    const instead = options.flatMap(([, { cloud: own, option }]) => (own === cloud ? [option] : []));
    return `${other.option} is for a key in ${CLOUDS[other.cloud].name}, and this one is in ${CLOUDS[cloud].name}; help: ${instead.join(" and ")}`;
  }
  return (
    malformed("--region <region>", given["region"], REGION_FORMS[cloud]) ??
    malformed("--google-project <id>", given["googleProject"], PROJECT_FORM)
  );
}

/** In the words of the other options, whose form does not depend on the cloud. */
function malformed(option: string, value: unknown, { form, example }: Form): string | undefined {
  return typeof value === "string" && !form.test(value)
    ? `error: option '${option}' argument '${value}' is invalid. Expected ${example}; see aura-cmk init --help`
    : undefined;
}

interface Form {
  readonly form: RegExp;
  readonly example: string;
}

const PROJECT_FORM: Form = { form: GOOGLE_PROJECT, example: "the id of a project such as acme-prod" };

const REGION_FORMS: Readonly<Record<CloudProvider, Form>> = {
  aws: { form: REGION_ID, example: "an AWS region such as eu-west-1" },
  azure: { form: /^[a-z]+\d?$/, example: "an Azure region such as northeurope" },
  gcp: { form: GOOGLE_REGION, example: "a Google Cloud region such as europe-west1" },
};
