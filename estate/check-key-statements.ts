import { partitionOf } from "../policy/arn";
import type { LintTarget } from "../policy/lint/lint";
import { lintOwnStatements } from "../policy/lint/own-statements";
import type { Draft, DraftKey } from "./draft";
import { describePath, describeValue, type EstatePath, type EstateProblem } from "./messages";

type GivenStatements = NonNullable<DraftKey["keyStatements"]>;

const OF_ALL: EstatePath = ["defaults", "keyStatements"];

/** What is wrong with the owner's own statements of key policies: those of every key, and those of one. */
export function checkKeyStatements(draft: Draft): EstateProblem[] {
  const { keyStatements: ofAll = [] } = draft.head.defaults ?? {};
  return [
    ...problemsIn(ofAll, OF_ALL, {}),
    ...[...draft.keys].flatMap(([name, { account, region, keyStatements = [] }]) => {
      const accountId = draft.accounts.get(account ?? "")?.id;
      const target = {
        ...(accountId !== undefined && { accountId }),
        ...(region !== undefined && { partition: partitionOf(region) }),
      };
      const path = ["keys", name, "keyStatements"];
      return [...problemsIn(keyStatements, path, target), ...repeatedSids(keyStatements, path, ofAll)];
    }),
  ];
}

function problemsIn(statements: GivenStatements, path: EstatePath, target: LintTarget): EstateProblem[] {
  return lintOwnStatements(statements, target).map(({ path: part, what, got, expected, fix }) => {
    const [, index, element] = /^Statement\[(\d+)\](?:\.(\w+))?/.exec(part) ?? [];
    const place = [...(index === undefined ? [] : [Number(index)]), ...(element === undefined ? [] : [element])];
    return { ...{ code: "policy-well-formed", path: [...path, ...place], part: "value" }, what, got, expected, fix };
  });
}

/** KMS refuses a Sid that occurs twice. */
function repeatedSids(statements: GivenStatements, path: EstatePath, ofAll: GivenStatements): EstateProblem[] {
  const taken = new Set(ofAll.map(({ Sid: sid }) => sid));
  return statements.flatMap(({ Sid: sid }, index): EstateProblem[] => {
    if (typeof sid !== "string" || sid === "" || !taken.has(sid)) return [];
    const at = [...path, index, "Sid"];
    return [
      {
        ...{ code: "policy-well-formed", path: at, part: "value" },
        what: `${describePath(at)} is already a Sid in \`defaults\``,
        got: describeValue(sid),
        expected: "a unique Sid for each statement",
        fix: "rename its Sid, or remove one of the two statements",
      },
    ];
  });
}
