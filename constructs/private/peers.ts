import { AuraCmkError } from "../../model/problem";

/** The packages that a program brings along, and which of them `npm install` has to get; package.json has the whole ranges. */
export const PEERS = {
  cdktf: "cdktf@0.21",
  constructs: "constructs@10",
  "@cdktf/provider-aws/lib/kms-key": "@cdktf/provider-aws@21",
} as const;

/**
 * Says what to install, where Node.js would only say which file it does not find.
 * @param isInstalled whether a module is found
 * @throws {@link AuraCmkError} `package-missing`
 */
export function requirePeers(isInstalled: (module: string) => boolean): void {
  const missing = Object.entries(PEERS).flatMap(([module, name]) => (isInstalled(module) ? [] : [name]));
  if (missing.length === 0) return;
  const names = missing.map((name) => name.replace(/@[\d.]+$/, ""));
  throw new AuraCmkError([
    {
      ...{
        code: "package-missing",
        path: "",
        what: `${names.join(", ")} ${missing.length > 1 ? "are" : "is"} not installed`,
      },
      ...{ got: "", expected: "the packages that cdktf-aura-cmk works with" },
      fix: `npm install ${missing.join(" ")}`,
    },
  ]);
}

requirePeers((module) => {
  try {
    require.resolve(module);
    return true;
  } catch {
    return false;
  }
});
