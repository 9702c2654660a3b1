import type { PlanCase } from "./cases/case";

/**
 * The README of the fixtures.
 * @param cases all cases
 */
export function readmeOf(cases: readonly PlanCase[]): string {
  const rows = cases.flatMap(({ names, shows }) =>
    names.map((name, index) => `| [\`${name}\`](${name}.json) | ${index === 0 ? shows : `with \`${names[0]}\``} |`),
  );
  return `${HEAD}\n<!-- prettier-ignore -->\n| plan | shows |\n| --- | --- |\n${rows.join("\n")}\n`;
}

const HEAD = `# Real plans

Each file is what \`terraform show -json plan.bin\` gave for a plan of the real Terraform, with the provider \`aura\` of this package and stand-ins for \`hashicorp/aws\` and
\`Progressive-Insurance/pgrneo4jaura\`, against the simulated cloud. What differs each time is replaced: ids by numbers in the order of their appearance, moments by one moment,
passwords by \`generated-password-1\` and so on, the working directory by \`/estate\`; lists that Terraform gives in no fixed order are sorted. Nothing else is changed.

\`\`\`sh
npm run plans                      # renews all of them; needs Terraform 1.11 on the PATH and no network
npm run plans -- create destroy    # renews these
\`\`\`

Renewing without a change of the code gives the same bytes. The cases are in [\`cases/\`](cases); this file is written by the same command.

No report may contain \`generated-password\`, \`secret-in-plain-text\` (which \`pgrneo4jaura*\` have in their provider block), or the policy of \`sensitive-policy\` after the change.

The first ones are stacks that the library made. The others are plain HCL, also because the library's guards and rules do not let most of this come so far.
Where a case does not say otherwise, the record's status has drifted from \`pending\` to \`ready\`: so it is after every deployment, because Aura turns it ready after
Terraform has written the state.
`;
