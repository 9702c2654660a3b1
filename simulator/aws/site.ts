import { EventsService } from "../events/service";
import { Rules } from "../events/rules";
import { eventsOf } from "../events/trail";
import { json, type HttpRequest, type Service } from "../http/service";
import type { KmsCloud } from "../kms/cloud";
import { KmsService } from "../kms/service";
import { Secrets } from "../secrets/secrets";
import { SecretsService } from "../secrets/service";
import { SnsService } from "../sns/service";
import type { Topics } from "../sns/topics";
import { StsService } from "../sts/service";
import { signedFor, type Callers } from "./caller";
import { xmlFailure } from "./xml";

/**
 * AWS' port: KMS, STS, and what stands beside a key. A call for any other service is answered with an error too, so that a client that is
 * pointed here never reaches the real one.
 * @param topics where the rules of EventBridge send the calls to KMS
 */
export function awsSite(cloud: KmsCloud, callers: Callers, topics: Topics): Service {
  const rules = new Rules(topics);
  const services = [
    new KmsService(cloud, callers, (call) => eventsOf(call).forEach((event) => rules.take(event))),
    new StsService(callers, cloud.clock),
    new SnsService(topics, callers),
    new EventsService(rules, callers),
    new SecretsService(new Secrets(cloud.clock, cloud), callers),
  ];
  const serviceOf = (request: HttpRequest): Service => services.find((one) => one.takes(request)) ?? NOT_SERVED;
  return {
    identify: (request) => serviceOf(request).identify(request),
    answer: (request, fault) => serviceOf(request).answer(request, fault),
    failure: (request, failure) => serviceOf(request).failure(request, failure),
  };
}

const NOT_SERVED: Service = {
  identify: ({ method, path }) => ({ call: `${method} ${path}` }),
  answer: ({ headers }) => {
    const code = "NotServedBySimulator";
    const service = signedFor(headers) ?? "this service";
    const message = `The simulator serves ${SERVED}, not ${service}: unset AWS_ENDPOINT_URL to reach the real AWS.`;
    return headers["x-amz-target"] === undefined
      ? xmlFailure(400, code, message)
      : json(400, { __type: code, message }, { "content-type": "application/x-amz-json-1.1" });
  },
  failure: (_request, { status = 500 }) => xmlFailure(status, "InternalFailure", "An internal error occurred."),
};

const SERVED = "KMS, STS, SNS, EventBridge and Secrets Manager";
