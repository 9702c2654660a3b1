import { z } from "zod";
import { parseJson, type HttpReply, type HttpRequest } from "../http/service";
import { AzureError } from "./error";
import type { ServicePrincipal } from "./directory";

/** Who calls, and what was sent. */
export interface AzureCall {
  readonly caller: ServicePrincipal;
  readonly request: HttpRequest;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What a request asks for. */
export interface Operation {
  /** As Azure calls it: in roles, and in its activity log. */
  readonly name: string;
  /** Id of the resource that it is about, on which the caller needs a role. */
  readonly scope: string;
  /** Throws when the caller may not. */
  authorize(call: AzureCall): void;
  run(call: AzureCall): HttpReply;
}

/** One of Azure's APIs: finds out what a request asks for. */
export interface Api {
  /** Whether a request is one for this API. */
  takes(path: string): boolean;
  /** The operation; undefined where the simulator has none. */
  operationOf(request: HttpRequest): Operation | undefined;
  /** An error in the shape of the API. */
  error(status: number, code: string, message: string, inner?: string): HttpReply;
  /** The version of the API that a request has to name; undefined where the path has it. */
  readonly versionParameter?: string;
}

/** The members of a request that the simulator knows; others are ignored. */
export function bodyOf<T>({ request }: AzureCall, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parseJson(request.body));
  if (parsed.success) return parsed.data;
  throw new AzureError(400, "BadRequest", z.prettifyError(parsed.error));
}

/** A filter of a list, such as `appId eq '...'`: the value, or undefined where there is none of that property. */
export function filterValue({ query }: HttpRequest, property: string): string | undefined {
  const [, value] =
    new RegExp(`(?:^|\\s|\\()${property}\\s+eq\\s+'([^']*)'`, "i").exec(query.get("$filter") ?? "") ?? [];
  return value;
}
