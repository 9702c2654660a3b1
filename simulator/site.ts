import { CONSOLE_PATH, consolePage } from "./aura/console";
import type { AuraService } from "./aura/service";
import type { OtherClouds } from "./clouds";
import { controls, CONTROLS_PATH } from "./controls";
import type { Surroundings } from "./http/listen";
import type { HttpRequest, Service } from "./http/service";
import type { Topics } from "./sns/topics";

/**
 * Aura's port: the API, the Console's pages, and the simulator's controls. The last two are for people and tests; they are
 * not logged as calls and not affected by faults.
 * @param surroundings clock, call log and faults
 */
export function auraSite(aura: AuraService, topics: Topics, clouds: OtherClouds, surroundings: Surroundings): Service {
  const control = controls(aura, topics, clouds, surroundings);
  const isBelow = (path: string, { path: requested }: HttpRequest) =>
    requested === path || requested.startsWith(`${path}/`);
  return {
    identify: (request) =>
      isBelow(CONSOLE_PATH, request) || isBelow(CONTROLS_PATH, request) ? undefined : aura.identify(request),
    answer: (request, fault) => {
      if (isBelow(CONSOLE_PATH, request)) return consolePage(aura, request);
      if (isBelow(CONTROLS_PATH, request)) return control(request);
      return aura.answer(request, fault);
    },
    failure: (...failure) => aura.failure(...failure),
  };
}
