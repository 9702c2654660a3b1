import { count } from "../util/count";
import { formatList } from "../util/format-list";
import { groupBy } from "../util/group-by";
import { KNOWN_AT_APPLY, type AttributeChange } from "../model/change";
import { CAPABILITIES } from "./capabilities";
import { ARROW } from "./format/escape";
import { kindInWords, MAX_NAMED, quoted, shortName, subjectName } from "./names";
import type { Block, Item, Section } from "./section";
import type { Answer, ChangeLine, PolicyReview, Review, Subject } from "./types";

/** What the plans change: resources with their attributes, key policies in words, and the others in one line for each kind. */
export function changeItems({ changes, policies, findings }: Review): readonly Item[] {
  const inWords = new Set(policies.map(({ on }) => subjectName(on)));
  const inFindings = new Set(
    findings.flatMap(({ on, about, level, drift }) =>
      about === undefined || level === "note" || drift ? [] : [`${subjectName(on)} ${about}`],
    ),
  );
  const isInFinding = ({ on }: ChangeLine, { name }: AttributeChange): boolean =>
    inFindings.has(`${subjectName(on)} ${name}`);
  // Each change is said once: a policy in words says more than that its key is updated, and a finding more than a value.
  const lines = changes.flatMap((line): ChangeLine[] => {
    const attributes = line.attributes.filter((attribute) => !isInFinding(line, attribute));
    const isSaid = inWords.has(subjectName(line.on)) || line.attributes.length > 0;
    return line.change === "updated" && attributes.length === 0 && isSaid ? [] : [{ ...line, attributes }];
  });
  const isBare = ({ attributes, movedFrom }: ChangeLine): boolean => attributes.length === 0 && movedFrom === undefined;
  const bare = groupBy(lines.filter(isBare), ({ change }) => change);
  return [
    ...lines.filter((line) => !isBare(line)).map(changeItem),
    ...[...bare].map(([change, same]) => ({
      ...{ lead: kindInWords(change), details: [] },
      text: formatList(
        same.map((line) => called(line, shortName)),
        { max: MAX_NAMED },
      ),
    })),
    ...policies.map(policyItem),
  ];
}

/** The name of an alias says what it is, and a policy is called by its key. */
function called({ noun, on }: ChangeLine, nameOf: (subject: Subject) => string): string {
  if (on.name === undefined) return `${noun} ${nameOf(on)}`;
  if (noun === "alias" && on.name.startsWith("alias/")) return nameOf(on);
  return `${noun}${noun === "key policy" ? " of" : ""} ${nameOf(on)}`;
}

function changeItem(line: ChangeLine): Item {
  const { change, movedFrom, attributes, effect } = line;
  const values = formatList(attributes.map(attributeText), { max: MAX_ATTRIBUTES });
  const from = movedFrom === undefined ? "" : ` from ${quoted(movedFrom)}`;
  return {
    lead: called(line, subjectName),
    text: `${kindInWords(change)}${from}${values === "" ? "" : `: ${values}`}${effect === undefined ? "" : `; ${effect}`}`,
    details: [],
  };
}

/** Attributes in one line; the JSON of the review has all. */
const MAX_ATTRIBUTES = 8;
/** Characters of a value. */
const MAX_VALUE = 80;

function attributeText({ name, before, after }: AttributeChange): string {
  if (before === undefined && after === undefined) return quoted(name);
  const is = after === undefined ? "not set" : valueText(after);
  return `${quoted(name)} ${before === undefined ? "" : `${valueText(before)} ${ARROW} `}${is}`;
}

function valueText(value: string): string {
  if (value === KNOWN_AT_APPLY) return value;
  return quoted(value === "" ? '""' : value.length > MAX_VALUE ? `${value.slice(0, MAX_VALUE)}...` : value);
}

function policyItem({ on, isNew, drifted, remark, changes, unchanged }: PolicyReview): Item {
  const statements = unchanged > 0 ? `${count(unchanged, "statement")} unchanged` : "";
  const parts = [
    remark,
    drifted ? "changed outside of Terraform" : isNew && remark === undefined ? "new" : undefined,
    statements,
  ];
  return {
    lead: `policy of ${subjectName(on)}`,
    text: parts.filter((part) => part !== undefined && part !== "").join("; ") || "changed",
    details: changes.map(
      ({ kind, statement, words }) =>
        `${kind} ${statement}${words.length > 0 ? ": " : ""}${words.map(withoutLongLists).join("; ")}`,
    ),
  };
}

/** Operations in a row. */
const OPERATIONS = /kms:[\w*?]+(?:, kms:[\w*?]+)+/g;
const MAX_OPERATIONS = 12;

/** The table of access has the operations too, and the JSON of the review has all. */
function withoutLongLists(words: string): string {
  return words.replace(OPERATIONS, (list) => formatList(list.split(", "), { max: MAX_OPERATIONS }));
}

/** Who gains or loses what on keys whose policy changes: folded away, as it follows from the statements. */
export function accessSection({ policies }: Review): Section | undefined {
  const blocks = policies.flatMap(accessBlocks);
  return blocks.length > 0 ? { title: "Who can use the key", folded: true, blocks } : undefined;
}

/** One column for each group of operations; groups with the same answers share one. */
function accessBlocks({ on, drifted, operations, access, isNew }: PolicyReview): readonly Block[] {
  const groups = CAPABILITIES.map(({ title, covers }) => ({
    title,
    at: operations.flatMap((operation, index) => (covers(operation) ? [index] : [])),
  })).filter(({ at }) => at.length > 0);
  const rows = access.map(({ who, before, after }) => ({
    who,
    answers: groups.map(({ at }) => movement(together(isNew ? after : before, at), together(after, at))),
  }));
  const listed = rows.filter(({ answers }) => isNew || answers.some((answer) => answer.includes(ARROW)));
  if (listed.length === 0) return [];
  const columns = joined(
    groups.map(({ title }, index) => ({ title, cells: listed.map(({ answers }) => answers[index] ?? "") })),
  );
  const others = rows.length - listed.length;
  const rest = others > 0 ? `; the access of ${count(others, "other principal")} does not change` : "";
  return [
    { kind: "text", text: `${subjectName(on)}${drifted ? ", changed outside of Terraform" : ""}${rest}:` },
    {
      kind: "table",
      head: ["Who can", ...columns.map(({ title }) => title)],
      rows: listed.map(({ who }, index) => [quoted(who), ...columns.map(({ cells }) => cells[index] ?? "")]),
    },
  ];
}

interface Column {
  readonly title: string;
  readonly cells: readonly string[];
}

function joined(columns: readonly Column[]): readonly Column[] {
  const byCells = new Map<string, Column>();
  for (const { title, cells } of columns) {
    const key = JSON.stringify(cells);
    const same = byCells.get(key);
    byCells.set(key, { title: same ? `${same.title}, ${title}` : title, cells });
  }
  return [...byCells.values()];
}

function together(answers: readonly Answer[], at: readonly number[]): string {
  const found = new Set(at.map((index) => answers[index] ?? "no"));
  const [only] = found;
  if (found.size === 1 && only) return only === "unknown" ? "depends" : only;
  return "partly";
}

function movement(before: string, after: string): string {
  return before === after ? after : `${before} ${ARROW} ${after}`;
}
