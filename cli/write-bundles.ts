import { rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { bundle } from "../provider/bundle";
import { noticesOf } from "../provider/bundle-notices";

/** `aura-cmk` starts for every plan of a pull request: each command is one file. */
const COMMANDS = [
  "cli/main",
  "cli/check/run",
  "cli/review/run",
  "cli/lint/run",
  "cli/explain/run",
  "cli/verify/run",
  "cli/verify/live",
  "cli/doctor/run",
];
/** What Terraform starts, several times for one command; undici, which is only read where there is a proxy; an unzipper. */
const PROVIDER = ["provider/main", "provider/network/undici", "provider/install-binary"];
/** The protocol alone, which the simulator speaks as well. */
const PROTOCOL = "provider/plugin/index";
const DIST = resolve(__dirname, "../dist");

/** Writes the bundles, and the notices of the packages that are in them, whose licenses want to be passed on with the code. */
async function write(): Promise<void> {
  const protocol = await bundle(PROTOCOL);
  const inputs = await Promise.all([...COMMANDS, ...PROVIDER].map((entry) => bundle(entry)));
  writeFileSync(join(DIST, "THIRD-PARTY-NOTICES.txt"), noticesOf([...protocol, ...inputs.flat()]));
  // Their modules one by one would look for packages that a user does not have.
  const inBundles = [
    ...protocol.filter((one) => one.startsWith(dirname(PROTOCOL)) && one !== `${PROTOCOL}.ts`),
    ...inputs.flat().filter((one) => /^(live|cli\/doctor)\//.test(one) && one !== "cli/doctor/run.ts"),
  ];
  for (const file of inBundles) rmSync(join(DIST, file.replace(/\.ts$/, ".js")), { force: true });
}

void write();
