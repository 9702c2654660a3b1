import type { CmkModel, NodeId, RecordNode } from "../../model/model";
import { rivalsAmong, type Rivals } from "./rivals";

/**
 * The records before each record that are, or could be, for the same project, product and region.
 * @param model the model
 */
export function rivalsOfRecords({ records }: CmkModel): ReadonlyMap<NodeId, Rivals<RecordNode>> {
  return rivalsAmong(withoutRepeats(records), ({ projectId, product, region }) => [projectId, product, region]);
}

/** A record that is named twice by its id in Aura is one record. */
function withoutRepeats(records: readonly RecordNode[]): readonly RecordNode[] {
  const seen = new Set<string>();
  return records.filter(({ recordId }) => {
    if (!recordId.known) return true;
    const first = !seen.has(recordId.value);
    seen.add(recordId.value);
    return first;
  });
}
