import type { Simulator } from "../../simulator";
import { renderTable } from "../../util/table";

/** The simulated cloud as a table: keys, customer managed keys, instances. */
export function cloudTable({ kms, aura }: Simulator): string {
  const aliasOf = ({ keyId, region }: { keyId: string; region: string }): string =>
    kms.aliases().find((alias) => alias.targetKeyId === keyId && alias.region === region)?.name ?? "-";
  const recordName = (id: string | undefined): string => (id && aura.records.find(id)?.name) ?? "Neo4j-managed key";
  return renderTable(
    ["what", "id", "name", "region", "state", "key"],
    [
      ...kms.keys().map((key) => ["key", key.keyId, aliasOf(key), key.region, kms.stateOf(key), ""]),
      ...aura.records.list().map(({ id, name, region, key_id }) => {
        const key = kms.find(key_id);
        return [
          "customer managed key",
          id,
          name,
          region,
          aura.records.statusOf(id),
          key ? aliasOf(key) : key_id.startsWith("arn:") ? "-" : key_id,
        ];
      }),
      ...aura.instances
        .list()
        .map((instance) => [
          ...["instance", instance.id, instance.name, instance.region, aura.instances.statusOf(instance)],
          recordName(instance.customer_managed_key_id),
        ]),
    ],
  );
}
