import { isUtf8 } from "node:buffer";
import { blanks, endOfValue, isAt, NotJson, throughList, throughObject, type Way } from "../../util/json-bytes";

/**
 * The JSON of a plan without the values of resources that are not read: those of other types, where they do not change, and in the states.
 * Of a large plan they are nearly everything, and to make objects of them takes most of the time and memory. All of it is checked.
 * @param bytes the JSON of a plan
 * @param isRead whether resources of a type are read also where they do not change
 * @returns undefined where it is not JSON in UTF-8: only the whole text can tell what it is
 */
export function withoutUnreadValues(bytes: Buffer, isRead: (type: string) => boolean): Buffer | undefined {
  if (!isUtf8(bytes)) return undefined;
  const cuts: Cut[] = [];
  try {
    const end = throughPlan(throughResource(isRead, cuts))(bytes, blanks(bytes, 0));
    return blanks(bytes, end) === bytes.length ? withCuts(bytes, cuts) : undefined;
  } catch (error) {
    // It may also be nested too deep.
    if (error instanceof NotJson || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A part that is left out, and what replaces it. */
interface Cut {
  readonly start: number;
  readonly end: number;
  readonly instead: Buffer;
}

function withCuts(bytes: Buffer, cuts: readonly Cut[]): Buffer {
  const size = cuts.reduce((sum, { start, end, instead }) => sum - (end - start) + instead.length, bytes.length);
  const left = Buffer.allocUnsafe(size);
  let [from, to] = [0, 0];
  for (const { start, end, instead } of cuts) {
    to += bytes.copy(left, to, from, start);
    to += instead.copy(left, to);
    from = end;
  }
  bytes.copy(left, to, from);
  return left;
}

const MODE = Buffer.from('"mode"');
const MANAGED = Buffer.from('"managed"');
const TYPE = Buffer.from('"type"');
const CHANGE = Buffer.from('"change"');
/** How a change begins that changes nothing, as Terraform writes it. */
const NO_OP = Buffer.from('{"actions":["no-op"],');
const NO_OP_ALONE = Buffer.from('{"actions":["no-op"]}');
const VALUES = [Buffer.from('"values"'), Buffer.from('"sensitive_values"')];
const NOTHING = Buffer.from("{}");

/** Terraform writes what a resource is before its values; where that is not so, they are kept. */
function throughResource(isRead: (type: string) => boolean, cuts: Cut[]): Way {
  return (bytes, start) => {
    let isManaged = false;
    let isOther = false;
    return throughObject(bytes, start, (name, value) => {
      const end = endOfValue(bytes, value);
      if (isAt(bytes, name, MODE)) isManaged = isAt(bytes, value, MANAGED);
      else if (isAt(bytes, name, TYPE)) isOther = !isRead(bytes.toString("latin1", value + 1, end - 1));
      else if (isManaged && isOther) {
        const instead = insteadOf(bytes, name, value);
        if (instead) cuts.push({ start: value, end, instead });
      }
      return end;
    });
  };
}

function insteadOf(bytes: Buffer, name: number, value: number): Buffer | undefined {
  if (isAt(bytes, name, CHANGE)) return isAt(bytes, value, NO_OP) ? NO_OP_ALONE : undefined;
  return VALUES.some((one) => isAt(bytes, name, one)) ? NOTHING : undefined;
}

function throughPlan(resource: Way): Way {
  const module: Way = members({
    resources: elements(resource),
    child_modules: elements((bytes, start) => module(bytes, start)),
  });
  const state = members({ root_module: module });
  return members({
    resource_changes: elements(resource),
    planned_values: state,
    prior_state: members({ values: state }),
  });
}

function elements(element: Way): Way {
  return (bytes, start) => throughList(bytes, start, element);
}

function members(ways: Readonly<Record<string, Way>>): Way {
  const named = Object.entries(ways).map(([name, way]) => [Buffer.from(JSON.stringify(name)), way] as const);
  return (bytes, start) =>
    throughObject(bytes, start, (name, value) => {
      const [, way = endOfValue] = named.find(([member]) => isAt(bytes, name, member)) ?? [];
      return way(bytes, value);
    });
}
