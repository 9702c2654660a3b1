import { runSimulation } from "@cloud-copilot/iam-simulate";
import type { KeyRequest } from "../policy/evaluate/evaluate";
import type { PolicyDocument } from "../policy/document";

const EVERYTHING: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};

/** What an independent simulator of IAM answers, and the condition keys that it says such a request does not carry. */
export interface Simulated {
  readonly answer: "allowed" | "denied" | "refused";
  readonly ignored: readonly string[];
}

/** Asks the simulator, which knows nothing about a request that is not in its context. */
export async function simulate(
  document: PolicyDocument,
  { principal, action, keyArn, keyAccountId, context, iam = "allow everything" }: KeyRequest,
): Promise<Simulated> {
  const own = iam === "allow everything" ? [EVERYTHING] : typeof iam === "string" ? [] : iam;
  const result = await runSimulation(
    {
      request: {
        principal: principal.arn,
        action,
        resource: { resource: keyArn, accountId: keyAccountId },
        contextVariables: structuredClone(context) as Record<string, string | string[]>,
      },
      identityPolicies: own.map((policy, index) => ({ name: `policy ${index + 1}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: document,
    },
    {},
  );
  if (result.resultType !== "single") return { answer: "refused", ignored: [] };
  const answer = result.overallResult === "Allowed" ? "allowed" : "denied";
  return { answer, ignored: result.result.ignoredContextKeys ?? [] };
}
