import type { Arrived } from "./journal-entry";

const FIELD = /"(id|connection_url|username|password|created_at)"\s*:\s*("(?:[^"\\]|\\.)*")/g;

/**
 * What can be read of the body of a creation's response that was cut or is not what it should be: the texts that came whole. Each
 * is taken where it stands first, as the response has a single instance.
 */
export function salvaged(text: string): Arrived {
  const fields = [...text.matchAll(FIELD)].flatMap(([, name = "", value = ""]) => {
    const read = textIn(value);
    return read === undefined ? [] : [[name, read] as const];
  });
  return { ...Object.fromEntries(fields.reverse()), text };
}

function textIn(json: string): string | undefined {
  try {
    return JSON.parse(json) as string;
  } catch {
    return undefined;
  }
}
