import { allInstances } from "../resources/instance";
import { objectsOfProject } from "./objects";

/** `aura_instances`: the instances of a project, also those without a customer managed key. */
export const instances = objectsOfProject(allInstances, "instances", [
  "id",
  "name",
  "status",
  "cloud_provider",
  "region",
  "type",
  "memory",
  "storage",
  "customer_managed_key_id",
  "connection_url",
  "created_at",
]);
