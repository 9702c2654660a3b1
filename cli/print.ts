/** Prints a result. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints a result for another program. */
export function printJson(value: object): void {
  print(JSON.stringify(value, undefined, 2));
}
