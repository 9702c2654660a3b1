import path from "node:path";

/** What is loaded: the library for a framework, or the framework with the provider paths that the library uses. */
const [variant, framework = "cdktf"] = process.argv.slice(2);
const start = process.hrtime.bigint();
if (variant === "library") {
  const library = path.resolve(__dirname, "../dist/library", framework === "cdktf" ? "index" : framework);
  require(`${library}.js`);
  // The bindings of AWS, which the first key loads.
  require(`${library}-aws.js`);
} else {
  require(framework);
  for (const name of ["kms-key", "kms-alias", "kms-key-policy", "kms-replica-key"]) {
    require(`@${framework}/provider-aws/lib/${name}`);
  }
}
const ms = Number(process.hrtime.bigint() - start) / 1e6;
console.log(JSON.stringify({ ms, rssMb: process.memoryUsage().rss / 2 ** 20 }));
