import path from "node:path";

/** What is loaded: cdktf with the provider paths that the library uses, or the library itself. */
const variant = process.argv[2];
const start = process.hrtime.bigint();
if (variant === "library") {
  require(path.resolve(__dirname, "../dist/index.js"));
} else {
  require("cdktf");
  for (const name of ["kms-key", "kms-alias", "kms-key-policy", "kms-replica-key"]) {
    require(`@cdktf/provider-aws/lib/${name}`);
  }
}
const ms = Number(process.hrtime.bigint() - start) / 1e6;
console.log(JSON.stringify({ ms, rssMb: process.memoryUsage().rss / 2 ** 20 }));
