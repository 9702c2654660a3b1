// Who may import whom. ESLint looks at each import (`fences/arrows`), test/imports.test.ts at all of them together.

/** The rooms from the ground up, each with those that it may import; the last ones stand on top. */
const ARROWS = {
  util: [],
  policy: ["util"],
  terraform: ["util", "policy"],
  model: ["util", "policy", "terraform"],
  rules: ["util", "policy", "terraform", "model"],
  estate: ["util", "policy", "model"],
  review: ["util", "policy", "model", "rules"],
  provider: ["util"],
  constructs: ["util", "policy", "terraform", "model", "rules", "provider"],
  simulator: ["util", "policy", "model", "provider"],
  synth: ["util", "policy", "model", "rules", "estate", "constructs", "provider"],
  live: ["util", "policy", "model", "provider"],
  cli: ["util", "policy", "model", "rules", "estate", "review", "constructs", "provider", "simulator", "synth", "live"],
  "main.ts": ["cli", "model"],
  bench: ["util", "policy", "model", "constructs", "provider", "simulator", "cli", "dist"],
};

/** Inside of the rooms: no file like `from` imports one like `to`. */
const FENCES = [
  {
    from: /^policy\/evaluate\//,
    to: /^policy\/(access|diff|lint)\//,
    why: "Evaluation stands below access, diff and lint.",
  },
  { from: /^policy\/access\//, to: /^policy\/lint\//, why: "Access stands below the lint." },
  { from: /^policy\/diff\//, to: /^policy\/lint\//, why: "The diff knows nothing of the lint." },
  { from: /^terraform\//, to: /^policy\/lint\//, why: "terraform/ reads Terraform's formats and judges nothing." },
  { from: /^(?!constructs\/|synth\/)/, to: /^constructs\/private\//, why: "How the constructs work is their own." },
  {
    from: /^synth\//,
    to: /^constructs\/private\/(?!index\.ts$)/,
    why: "constructs/private/index.ts is the door for synth.",
  },
  {
    from: /^(?!rules\/analysis\/)/,
    to: /^rules\/analysis\/(?!index\.ts$)/,
    why: "rules/analysis/index.ts is the door for everything outside of it.",
  },
  {
    from: /^rules\/analysis\//,
    to: /^rules\/(?!analysis\/|(rule|messages)\.ts$)/,
    why: "What rules know stands below the rules.",
  },
  {
    from: /^constructs\//,
    to: /^provider\/(?!(install|version)\.ts$)/,
    why: "The constructs name the provider and put it beside the stacks.",
  },
  {
    from: /^live\//,
    to: /^provider\/(?!aura-api\/index\.ts$)/,
    why: "The live account is read by the provider's client of the Aura API.",
  },
  {
    from: /^(cli\/demo|bench)\//,
    to: /^simulator\/(?!index\.ts$)/,
    why: "simulator/index.ts is the door of the simulator.",
  },
  {
    from: /^simulator\//,
    to: /^model\/(?!limits\.ts$)/,
    why: "The simulator shares AWS' and Aura's limits with us, no thought.",
  },
  {
    from: /^simulator\//,
    to: /^provider\/(?!plugin\/index\.ts$)/,
    why: "The simulator shares Terraform's protocol with the provider.",
  },
];

/** The packages of cdktf, types included: what does not load them is plain data and starts at once. */
const CDKTF = /^(cdktf|constructs|@cdktf\/[^/]+)(\/|$)/;
const LOADS_CDKTF = /^(constructs\/|synth\/|cli\/demo\/|bench\/|model\/from-constructs\.ts$)/;

/**
 * Why one file may not import another; nothing when it may.
 * @param {string} from relative to the root, with `/`
 * @param {string} to as well, or the name of a package after `npm:`
 * @returns {string | undefined}
 */
function forbidden(from, to) {
  const [room, other] = [from, to].map((file) => file.split("/")[0]);
  if (!(room in ARROWS)) return undefined;
  if (to.startsWith("npm:"))
    return CDKTF.test(to.slice(4)) && !LOADS_CDKTF.test(from)
      ? "Only constructs, synth and the demo load cdktf."
      : undefined;
  if (other !== room && !ARROWS[room].includes(other) && other !== "package.json")
    return `${room} does not import ${other}.`;
  return FENCES.find((fence) => fence.from.test(from) && fence.to.test(to))?.why;
}

module.exports = { ARROWS, forbidden };
