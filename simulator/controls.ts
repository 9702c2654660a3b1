import { z } from "zod";
import type { AuraService } from "./aura/service";
import type { Surroundings } from "./http/listen";
import { json, parseJson, type HttpReply, type HttpRequest } from "./http/service";

/** Where the simulator's own controls live, on Aura's port. */
export const CONTROLS_PATH = "/_simulator";

const DURATION = z.number().int().nonnegative();
const FAULT = z.strictObject({
  on: z.string().min(1),
  times: z.union([z.number().int().positive(), z.literal("always")]).optional(),
  skip: DURATION.optional(),
  delayMs: DURATION.optional(),
  status: z.number().int().min(400).max(599).optional(),
  retryAfter: z.union([DURATION, z.string()]).optional(),
  drop: z.enum(["before", "after"]).optional(),
  expireToken: z.boolean().optional(),
});
const ADVANCE = z.strictObject({ advanceMs: DURATION });
const HOLD = z.strictObject({ record: z.string().min(1) });

type Control = (request: HttpRequest) => HttpReply;

/**
 * The controls of the simulator over HTTP, as tests have them in-process: arm faults, skip time, hold keys, read the calls.
 * @param surroundings clock, call log and faults
 */
export function controls(aura: AuraService, { clock, calls, faults }: Surroundings): Control {
  const routes: Readonly<Record<string, Control>> = {
    "GET /calls": () => json(200, calls.list()),
    "DELETE /calls": () => done(() => calls.clear()),
    "POST /faults": (request) => withBody(request, FAULT, (fault) => faults.add(fault)),
    "DELETE /faults": () => done(() => faults.clear()),
    "POST /clock": (request) => withBody(request, ADVANCE, ({ advanceMs }) => clock.advance(advanceMs)),
    "POST /hold": (request) => withBody(request, HOLD, ({ record }) => aura.records.hold(record)),
    "DELETE /hold": () => done(() => aura.records.releaseAll()),
    "POST /expire-tokens": (request) => withBody(request, z.strictObject({}), () => aura.tokens.expireAll()),
  };
  return (request) => {
    const name = `${request.method} ${request.path.slice(CONTROLS_PATH.length)}`;
    return routes[name]?.(request) ?? json(404, { error: `The simulator has no control ${name}` });
  };
}

function done(act: () => unknown): HttpReply {
  act();
  return { status: 204 };
}

function withBody<T>(request: HttpRequest, schema: z.ZodType<T>, act: (value: T) => unknown): HttpReply {
  // Requiring this type blocks pages of other sites: a browser would have to send a preflight request first.
  if (!(request.headers["content-type"] ?? "").startsWith("application/json")) {
    return json(415, { error: "The simulator's controls take application/json" });
  }
  const parsed = schema.safeParse(parseJson(request.body));
  return parsed.success ? done(() => act(parsed.data)) : json(400, { error: z.prettifyError(parsed.error) });
}
