import { isUnknown, type ObjectValue } from "../../../provider/plugin";
import type { Kind } from "../kind";
import { withErrorSummary } from "../older-sdk";
import type { Google } from "./google";
import { undefinedIfNotFound } from "./google-client";
import { parseRing } from "./names";
import { RESOURCE_SCHEMAS } from "./schemas";

/** `google_kms_key_ring`. It stays when it is destroyed: only Terraform forgets it. */
export const keyRing: Kind<Google> = {
  label: "KMSKeyRing",
  schema: RESOURCE_SCHEMAS.google_kms_key_ring,
  // The project is known at plan, and never follows the provider block once the key ring exists.
  plan: ({ project }, { config, prior }, google): ObjectValue =>
    prior === null && isUnknown(project) && !isUnknown(config.project) ? { project: google.project } : {},
  create: ({ project, location, name }, { client }) =>
    withErrorSummary("Error creating KeyRing", async () => {
      const parent = `projects/${String(project)}/locations/${String(location)}`;
      await client.call("POST", `${parent}/keyRings?keyRingId=${encodeURIComponent(String(name))}`, {});
      return { id: `${parent}/keyRings/${String(name)}` };
    }),
  read: async ({ project, location, name }, { client }) => {
    const path = `projects/${String(project)}/locations/${String(location)}/keyRings/${String(name)}`;
    return (await undefinedIfNotFound(() => client.call<object>("GET", path))) && {};
  },
  delete: () => Promise.resolve(),
  parseId: (id, google) => {
    const { project, location, name, full } = parseRing(id, google);
    return { project, location, name, id: full };
  },
};
