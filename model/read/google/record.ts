import { expressionOf } from "../../../terraform/plan/configuration";
import { objectOf, textOf } from "../../../util/json";
import { known, type Fact } from "../../fact";
import { originOf, type ResourceSide } from "../resource-side";
import { keyOfData } from "./data";

/** What is not the name of a key, but that of one of its versions: attributes as references name them. */
const OF_VERSION =
  /^(?:data\.)?google_kms_crypto_key\.primary\b|^(?:data\.)?google_kms_crypto_key_version\.(?:id|name)$|^data\.google_kms_crypto_key_(?:latest_version|versions)\b/;

/** Whether a customer managed key is made from a version of a key, before that is there. */
export function takesVersion(resource: ResourceSide): boolean {
  const { own, source, change } = resource;
  if (!own.isUnknown("key_id") || own.plainText("cloud_provider") !== "gcp") return false;
  const template = textOf(objectOf(expressionOf(source.block(change), "key_id"))["constant_value"]);
  if (template?.includes("/cryptoKeyVersions/")) return true;
  return [...originOf(resource, "key_id", ["crypto-key"]).attributes].some((name) => OF_VERSION.test(name));
}

/** The name of a key that a customer managed key takes from a data source, before Terraform reads that; else what is written. */
export function registeredKey(resource: ResourceSide): Fact<string> {
  const written = resource.own.text("key_id");
  const found = written.known ? undefined : keyOfData(resource, "key_id");
  return found === undefined ? written : known(found, resource.own.source("key_id"));
}
