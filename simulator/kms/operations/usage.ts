import { KEY, operation, type Operations, requestedKey } from "../operation";

const getKeyLastUsage = operation(KEY, (context, { KeyId }) => {
  const key = requestedKey(context, KeyId);
  const use = context.cloud.lastUseOf(key);
  return {
    KeyId: key.arn,
    KeyLastUsage: use
      ? {
          Operation: use.operation,
          Timestamp: use.at / 1000,
          CloudTrailEventId: use.requestId,
          KmsRequestId: use.requestId,
        }
      : {},
    TrackingStartDate: key.createdAt / 1000,
    KeyCreationDate: key.createdAt / 1000,
  };
});

/** When keys were used last. */
export const usageOperations: Operations = { GetKeyLastUsage: getKeyLastUsage };
