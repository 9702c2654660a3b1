import { randomUUID } from "node:crypto";
import type { HttpReply } from "../http/service";

/** What an element holds: text, or elements by their names; a list is so many elements of one name. */
export type Content = string | readonly Content[] | { readonly [name: string]: Content };

/** An element as text. */
export function element(name: string, content: Content): string {
  if (isList(content)) return content.map((one) => element(name, one)).join("");
  const inner =
    typeof content === "string"
      ? content.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
      : Object.entries(content)
          .map(([child, value]) => element(child, value))
          .join("");
  return `<${name}>${inner}</${name}>`;
}

function isList(content: Content): content is readonly Content[] {
  return Array.isArray(content);
}

/** An answer in XML. */
export function xml(status: number, body: string): HttpReply {
  return { status, headers: { "content-type": "text/xml", "x-amzn-requestid": randomUUID() }, body: `${body}\n` };
}

/** An error as services of AWS that speak XML write it. */
export function xmlFailure(status: number, code: string, message: string): HttpReply {
  const error = { Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: message };
  return xml(status, element("ErrorResponse", { Error: error, RequestId: randomUUID() }));
}
