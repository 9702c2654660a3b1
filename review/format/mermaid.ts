import { CLOUDS } from "../../model/clouds";
import { groupBy } from "../../util/group-by";
import { mermaidLabel } from "./escape";
import { kindInWords } from "../names";
import type { ChangeKind, KeyLine, Part, RecordLine, Review } from "../types";

/** Boxes of a readable diagram. */
const MAX_BOXES = 40;

/** How a box looks by what happens to it. */
const STYLES = {
  gone: "stroke-width:3px,stroke-dasharray:6 3",
  changed: "stroke-width:3px",
} as const;

/**
 * Accounts, keys, records and instances as a Mermaid flowchart: a thick line for what changes, a dashed one for what is deleted. Of a
 * large plan the changes are drawn first, and the rest is counted.
 * @returns undefined where there is nothing to draw
 */
export function renderMermaid({ keys, withoutKnownKey }: Pick<Review, "keys" | "withoutKnownKey">): string | undefined {
  const chains = [...keys, ...withoutKnownKey.map((record) => ({ records: [record] }) as Chain)];
  if (chains.length === 0) return undefined;
  const drawn = fitting(chains);
  const drawing = new Drawing();
  for (const [account, inAccount] of groupBy(drawn, accountOf)) {
    const inside = inAccount.filter(isKey);
    if (inside.length > 0) drawing.group(account, inside);
  }
  for (const chain of drawn) {
    for (const record of chain.records) drawing.record(record, isKey(chain) ? chain : undefined);
  }
  if (drawn.length < chains.length) drawing.rest(chains.length - drawn.length);
  return drawing.text();
}

/** A key with its records, or a record whose key is elsewhere. */
type Chain = KeyLine | { readonly records: readonly [RecordLine]; readonly on?: undefined };

function isKey(chain: Chain): chain is KeyLine {
  return chain.on !== undefined;
}

function accountOf(chain: Chain): string {
  if (!isKey(chain)) return "account unknown";
  const { cloud = "aws", account, accountName } = chain;
  return `${CLOUDS[cloud].owner} ${account ?? "unknown"}${accountName ? ` (${accountName})` : ""}`;
}

/** Whole chains, those that change first, as many as fit; of one that fits alone as much as there is room for. */
function fitting(chains: readonly Chain[]): Chain[] {
  const changes = (chain: Chain) => partsOf(chain).some(({ change }) => change !== "unchanged");
  const ordered = [...chains.filter(changes), ...chains.filter((chain) => !changes(chain))];
  let boxes = 0;
  return ordered.filter((chain) => {
    const size = Math.min(partsOf(chain).length, MAX_BOXES);
    if (boxes + size > MAX_BOXES) return false;
    boxes += size;
    return true;
  });
}

function partsOf(chain: Chain): Part[] {
  return [...(isKey(chain) ? [chain] : []), ...chain.records.flatMap((record) => [record, ...record.instances])];
}

class Drawing {
  private readonly lines: string[] = [];
  private readonly ids = new Map<Part, string>();

  public group(title: string, keys: readonly KeyLine[]): void {
    const lines = keys.map((key) => `  ${this.box(key, CLOUDS[key.cloud ?? "aws"].key, "[(", ")]")}`);
    this.lines.push(`subgraph g${this.ids.size} ["${mermaidLabel(title)}"]`, ...lines, "end");
  }

  public record(record: RecordLine, key: KeyLine | undefined): void {
    if (this.ids.size >= MAX_BOXES) return;
    this.lines.push(this.box(record, "Aura key record", "([", "])"));
    if (key) this.lines.push(`${this.ids.get(key)} --> ${this.ids.get(record)}`);
    for (const instance of record.instances.slice(0, MAX_BOXES - this.ids.size)) {
      this.lines.push(
        this.box(instance, "instance", "[", "]"),
        `${this.ids.get(record)} --> ${this.ids.get(instance)}`,
      );
    }
  }

  public rest(number: number): void {
    this.lines.push(`rest["and ${number} more, not drawn"]`);
  }

  public text(): string {
    const classes = Object.entries(STYLES).map(([name, style]) => `classDef ${name} ${style}`);
    return ["flowchart LR", ...[...this.lines, ...classes].map((line) => `  ${line}`)].join("\n");
  }

  private box(part: Part, kind: string, open: string, close: string): string {
    const id = `n${this.ids.size}`;
    this.ids.set(part, id);
    const words = [part.on.name ?? part.on.address, ...(part.region ? [part.region] : [])];
    const label = [kind, ...words, ...(styleOf(part.change) ? [kindInWords(part.change).toUpperCase()] : [])].map(
      mermaidLabel,
    );
    const style = styleOf(part.change);
    return `${id}${open}"${label.join("<br/>")}"${close}${style ? `:::${style}` : ""}`;
  }
}

function styleOf(kind: ChangeKind): keyof typeof STYLES | undefined {
  if (kind === "deleted" || kind === "replaced" || kind === "removed-from-state") return "gone";
  return kind === "unchanged" || kind === "read" || kind === "managed-elsewhere" ? undefined : "changed";
}
