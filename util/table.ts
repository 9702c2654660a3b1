/**
 * A table for a terminal or a log: columns as wide as their widest cell, no colours, no box characters that a log would
 * garble.
 * @param head names of the columns
 * @param rows cells, one list a row
 */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, head.map(() => ""), ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => [...(row[column] ?? "")].length)));
  const line = (row: readonly string[], filler: string): string =>
    row
      .map((cell, column) => cell + filler.repeat((widths[column] ?? 0) - [...cell].length))
      .join("  ")
      .trimEnd();
  return all.map((row, index) => line(row, index === 1 ? "-" : " ")).join("\n");
}

/**
 * The table, or where it is wider than the terminal, transposed: then as many columns beside each other as fit.
 * @param width columns of the terminal
 * @param head names of the columns
 * @param rows cells, one list a row
 */
export function renderTableWithin(
  width: number,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const table = renderTable(head, rows);
  if (widthOf(table) <= width || rows.length === 0) return table;
  const parts: string[] = [];
  for (let first = 0; first < rows.length;) {
    let last = first + 1;
    while (last < rows.length && widthOf(transposed(head, rows.slice(first, last + 1))) <= width) last += 1;
    parts.push(transposed(head, rows.slice(first, last)));
    first = last;
  }
  return parts.join("\n\n");
}

function transposed([corner = "", ...names]: readonly string[], rows: readonly (readonly string[])[]): string {
  return renderTable(
    [corner, ...rows.map(([name = ""]) => name)],
    names.map((name, index) => [name, ...rows.map((row) => row[index + 1] ?? "")]),
  );
}

function widthOf(table: string): number {
  return Math.max(...table.split("\n").map((line) => [...line].length));
}
