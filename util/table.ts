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
