/** Elements whose content is not read. */
const HIDDEN = ["style", "script"];
/** Entities by name; those that pages use for characters of a secret. */
const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  sol: "/",
};

/**
 * What a page of HTML says, in one line; a text that is none remains as it is. Takes a time in proportion to its length, whatever is in it,
 * and shows characters as themselves, so that a secret is found in it.
 * @param html a page, or any text
 */
export function pageText(html: string): string {
  return HIDDEN.reduce(withoutElement, html)
    .replace(/<[^<>]*>/g, " ")
    .replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, decoded)
    .replace(/\s+/g, " ")
    .trim();
}

/** Without the elements of a name; one that does not end is none. */
function withoutElement(html: string, name: string): string {
  const lower = html.toLowerCase();
  const parts: string[] = [];
  let from = 0;
  for (;;) {
    const start = lower.indexOf(`<${name}`, from);
    const end = start < 0 ? -1 : lower.indexOf(`</${name}`, start);
    if (end < 0) return [...parts, html.slice(from)].join("");
    parts.push(html.slice(from, start), " ");
    from = end;
  }
}

function decoded(entity: string, hexadecimal?: string, decimal?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? entity;
  const code = hexadecimal === undefined ? Number(decimal) : parseInt(hexadecimal, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
}
