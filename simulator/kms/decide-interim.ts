import type { PolicyDocument } from "../../policy/document";
import { asList } from "../../policy/document";

export function decide(
  document: PolicyDocument,
  request: {
    action: string;
    principal: { arn: string; accountId: string };
    keyArn: string;
    keyAccountId: string;
    context: Record<string, string | string[]>;
  },
): { allowed: boolean; because: string } {
  let allowed = false;
  for (const s of document.Statement) {
    const like = (p: string, v: string) =>
      new RegExp(
        `^${p
          .replace(/[.+^${}()|[\]\\]/g, "\\$&")
          .replace(/\*/g, ".*")
          .replace(/\?/g, ".")}$`,
        "i",
      ).test(v);
    if (!asList(s.Action).some((a) => like(a, request.action))) continue;
    const ps = typeof s.Principal === "string" ? [s.Principal] : asList(s.Principal?.AWS);
    const p = request.principal;
    if (!ps.some((x) => x === "*" || x === p.arn || x === p.accountId || x === `arn:aws:iam::${p.accountId}:root`))
      continue;
    let ok = true;
    for (const [op, keys] of Object.entries(s.Condition ?? {}))
      for (const [k, vs] of Object.entries(keys))
        ok &&= op === "StringEquals" && asList(vs).map(String).includes(String(request.context[k]));
    if (!ok) continue;
    if (s.Effect === "Deny") return { allowed: false, because: "deny" };
    allowed = true;
  }
  return { allowed, because: "" };
}
