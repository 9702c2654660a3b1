import { z } from "zod";
import type { AuraService } from "./aura/service";
import type { OtherClouds } from "./clouds";
import { MAX_SKIP_MS } from "./http/clock";
import type { Surroundings } from "./http/listen";
import { json, parseJson, type HttpReply, type HttpRequest } from "./http/service";
import type { Topics } from "./sns/topics";

/** Where the simulator's own controls live, on Aura's port. */
export const CONTROLS_PATH = "/_simulator";

const COUNT = z.number().int().nonnegative();
/** Ten minutes. */
const MAX_DELAY_MS = 600_000;
const MAX_STARS = 10;
const PATTERN = z
  .string()
  .min(1)
  .max(500)
  .refine((text) => text.split("*").length <= MAX_STARS + 1, `Too many stars: expected at most ${MAX_STARS}`);
const FAULT = z.strictObject({
  on: PATTERN,
  resource: PATTERN.optional(),
  caller: PATTERN.optional(),
  times: z.union([z.number().int().positive(), z.literal("always")]).optional(),
  skip: COUNT.optional(),
  delayMs: COUNT.max(MAX_DELAY_MS).optional(),
  status: z.number().int().min(400).max(599).optional(),
  error: z
    .string()
    .regex(/^\w{1,100}$/, "Expected the name of an error")
    .optional(),
  message: z.string().max(1000).optional(),
  retryAfter: z.union([COUNT, z.string().max(100)]).optional(),
  drop: z.enum(["before", "after"]).optional(),
  expireToken: z.boolean().optional(),
});
const ADVANCE = z.strictObject({ advanceMs: COUNT.max(MAX_SKIP_MS) });
const ORGANIZATION = z.strictObject({
  disableBeforeDestroy: z.boolean().optional(),
  rotationRequired: z.boolean().optional(),
  minimumDestroyScheduledDuration: z
    .string()
    .regex(/^\d+s$/, "Expected seconds, such as 604800s")
    .optional(),
});
const DELETED_ACCOUNT = z.strictObject({ email: z.email() });
const GROUP = z.strictObject({ name: z.string().regex(/^[\w.()-]{1,90}$/), location: z.string().min(1).max(100) });
const APPLICATION = z.strictObject({ applicationId: z.guid() });
const KEY = z.strictObject({ key: z.string().max(500) });
const HOLD = z.strictObject({ record: z.string().min(1).max(100) });

type Control = (request: HttpRequest) => HttpReply;

/**
 * The controls of the simulator over HTTP, as tests have them in-process: arm faults, skip time, hold keys, read the calls.
 * @param surroundings clock, call log and faults
 */
export function controls(
  aura: AuraService,
  topics: Topics,
  clouds: OtherClouds,
  { clock, calls, faults }: Surroundings,
): Control {
  const routes: Readonly<Record<string, Control>> = {
    "GET /calls": () => json(200, calls.list()),
    "DELETE /calls": () => done(() => calls.clear()),
    "GET /notifications": () => json(200, topics.notifications()),
    "DELETE /notifications": () => done(() => topics.clearNotifications()),
    "POST /faults": (request) => withBody(request, FAULT, (fault) => faults.add(fault)),
    "DELETE /faults": () => done(() => faults.clear()),
    "POST /clock": (request) => withBody(request, ADVANCE, ({ advanceMs }) => clock.advance(advanceMs)),
    ...(clouds.azure && azureControls(clouds.azure)),
    ...(clouds.gcp && googleControls(clouds.gcp)),
    "POST /hold": (request) => withBody(request, HOLD, ({ record }) => aura.records.hold(record)),
    "DELETE /hold": () => done(() => aura.records.releaseAll()),
    "POST /expire-tokens": (request) => withBody(request, z.strictObject({}), () => aura.tokens.expireAll()),
  };
  const names = Object.keys(routes);
  return (request) => {
    const name = `${request.method} ${request.path.slice(CONTROLS_PATH.length)}`;
    const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
    if (route) return route(request);
    return json(404, { error: `The simulator has no control ${name}. It has ${names.join(", ")}.` });
  };
}

function azureControls({ state }: NonNullable<OtherClouds["azure"]>): Readonly<Record<string, Control>> {
  return {
    "POST /azure/resource-group": (request) => withBody(request, GROUP, (group) => state.addGroup(group)),
    "POST /azure/service-principal": (request) =>
      withBody(request, APPLICATION, ({ applicationId }) => state.ensurePrincipal(applicationId)),
    "POST /azure/rotate": (request) => withBody(request, KEY, ({ key }) => state.rotate(key)),
  };
}

function googleControls({ kms, policies }: NonNullable<OtherClouds["gcp"]>): Readonly<Record<string, Control>> {
  return {
    "POST /google/organization": (request) =>
      withBody(request, ORGANIZATION, (changes) => Object.assign(kms.organization, changes)),
    "POST /google/deleted-account": (request) =>
      withBody(request, DELETED_ACCOUNT, ({ email }) => policies.deleteServiceAccount(email)),
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
  if (!parsed.success) return json(400, { error: z.prettifyError(parsed.error) });
  try {
    return done(() => act(parsed.data));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return json(400, { error: error.message });
  }
}
