import { expressionOf, type Configuration } from "../../terraform/plan/configuration";
import { isObject, listOf, objectOf, textOf, type JsonObject } from "../../util/json";
import type { Gap } from "./types";

/**
 * The checks and conditions of the configuration that fail: its author knows more than a rule.
 * @param root the plan
 */
export function failedChecks(root: JsonObject): Gap[] {
  return listOf(root["checks"]).flatMap((check): Gap[] => {
    const { address, status, instances } = objectOf(check);
    if (status !== "fail" && status !== "error") return [];
    const { kind, to_display: name } = objectOf(address);
    const messages = listOf(instances).flatMap((instance) =>
      listOf(objectOf(instance)["problems"]).flatMap((problem) => textOf(objectOf(problem)["message"]) ?? []),
    );
    const what = `${kind === "check" ? "" : "a condition of "}${textOf(name) ?? "a check"}`;
    return [
      {
        what: `${what} ${status === "fail" ? "fails" : "cannot be evaluated"}`,
        ...(messages.length > 0 && { got: messages.join("; ") }),
        fix: "correct what it checks, or the check, before the apply",
      },
    ];
  });
}

const PUBLIC_API = /^https:\/\/api\.neo4j\.io(\/v1)?\/?$/;

/**
 * The providers for Aura that do not use its public API: whoever answers there gets the credentials, and is believed.
 * @param root the plan
 * @param configuration its configuration
 */
export function otherApis(root: JsonObject, configuration: Configuration): Gap[] {
  const providers = Object.entries(objectOf(objectOf(root["configuration"])["provider_config"]));
  return providers.flatMap(([name, provider]): Gap[] => {
    if (!isObject(provider) || !/(^|\/)aura$/.test(textOf(provider["full_name"]) ?? textOf(provider["name"]) ?? ""))
      return [];
    // The literal null is no expression.
    const expression = expressionOf(provider, "base_url");
    const url = configuration.constant(expression);
    if (!expression || (url !== undefined && PUBLIC_API.test(String(url)))) return [];
    return [
      {
        what: `provider ${name} may not use the public API of Aura`,
        got: url === undefined ? "`base_url` is not in the plan" : `\`base_url\` is ${String(url)}`,
        fix: "confirm the address: it gets the credentials of Aura, and what it answers is believed",
      },
    ];
  });
}

/** Hosts of AWS itself, its partitions and VPC endpoints. */
const AWS_HOST = /^https:\/\/[\w.-]+\.(amazonaws\.com|amazonaws\.com\.cn|api\.aws|amazonaws\.eu)(:443)?\/?$/;

/**
 * The AWS providers that call KMS at an address that is not one of AWS: keys that are made there are not in AWS.
 * @param root the plan
 * @param configuration its configuration
 */
export function otherKms(root: JsonObject, configuration: Configuration): Gap[] {
  const providers = Object.entries(objectOf(objectOf(root["configuration"])["provider_config"]));
  return providers.flatMap(([name, provider]): Gap[] => {
    if (!isObject(provider) || !/\/aws$/.test(textOf(provider["full_name"]) ?? "")) return [];
    const blocks = listOf(objectOf(provider["expressions"])["endpoints"]);
    const [expression] = blocks.flatMap((block) => objectOf(block)["kms"] ?? []);
    const url = configuration.constant(expression);
    if (expression === undefined || (url !== undefined && AWS_HOST.test(String(url)))) return [];
    return [
      {
        what: `provider ${name} may not use KMS of AWS`,
        got: url === undefined ? "`endpoints.kms` is not in the plan" : `\`endpoints.kms\` is ${String(url)}`,
        fix: "confirm the address: what it answers is believed, and a key that is created there is not in AWS",
      },
    ];
  });
}

/** Hosts of Google itself, and of its private access. */
const GOOGLE_HOST = /^https:\/\/cloudkms(\.\w[\w-]*)*\.(googleapis\.com|p\.googleapis\.com)(:443)?\/(v1\/)?$/;

/**
 * The Google providers that call Cloud KMS at an address that is not one of Google: keys that are made there are not in Google Cloud.
 * @param root the plan
 * @param configuration its configuration
 */
export function otherCloudKms(root: JsonObject, configuration: Configuration): Gap[] {
  const providers = Object.entries(objectOf(objectOf(root["configuration"])["provider_config"]));
  return providers.flatMap(([name, provider]): Gap[] => {
    if (!isObject(provider) || !/\/google(-beta)?$/.test(textOf(provider["full_name"]) ?? "")) return [];
    const expression = expressionOf(provider, "kms_custom_endpoint");
    const url = configuration.constant(expression);
    if (!expression || (url !== undefined && GOOGLE_HOST.test(String(url)))) return [];
    return [
      {
        what: `provider ${name} may not use Cloud KMS of Google`,
        got:
          url === undefined ? "`kms_custom_endpoint` is not in the plan" : `\`kms_custom_endpoint\` is ${String(url)}`,
        fix: "confirm the address: what it answers is believed, and a key that is created there is not in Google Cloud",
      },
    ];
  });
}
