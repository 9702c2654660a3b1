import { CLOUDS, isCloudProvider } from "../../model/clouds";
import { valueOf } from "../../model/fact";
import type { Observed } from "../../model/live";
import { isOtherCloudKey, type CmkModel } from "../../model/model";
import type { Gap } from "../../model/read/types";
import { formatList } from "../../util/format-list";
import { groupBy } from "../../util/group-by";

/** Names that one gap lists. */
const MAX_NAMED = 5;

/** The keys in other clouds than AWS, which nobody reads yet: they are never taken for right. */
export function keysOfOtherClouds({ otherClouds, records }: CmkModel, observed: Observed): readonly Gap[] {
  const live = [...observed.records.values()].flatMap((one) => ("found" in one ? [one.found] : []));
  const named = [
    ...otherClouds.filter(isOtherCloudKey).map(({ cloud, keyId, name }) => [cloud, valueOf(keyId) ?? name] as const),
    ...records.map((one) => [valueOf(one.cloudProvider) ?? "aws", valueOf(one.keyArn) ?? one.name] as const),
    ...[...live, ...observed.others.records].map((one) => [one.cloudProvider, one.keyArn] as const),
  ];
  const elsewhere = named.filter(([cloud]) => cloud !== "aws");
  return [...groupBy(elsewhere, ([cloud]) => cloud)].map(([cloud, keys]) => {
    const service = isCloudProvider(cloud) ? CLOUDS[cloud].keyService : `cloud ${cloud}`;
    return {
      what: `cannot read key ${formatList([...new Set(keys.map(([, key]) => key))], { max: MAX_NAMED, and: true })}`,
      got: `keys of ${service} are not read by verify`,
      fix: "look there whether it is enabled, kept from deletion, and open to Aura alone",
    };
  });
}
