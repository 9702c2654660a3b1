import { allKeys } from "../resources/customer-managed-key";
import { objectsOfProject } from "./objects";

/** `aura_customer_managed_keys`: the customer managed keys of a project. */
export const customerManagedKeys = objectsOfProject(allKeys, "customer_managed_keys", [
  "id",
  "name",
  "status",
  "cloud_provider",
  "region",
  "instance_type",
  "key_id",
  "created",
]);
