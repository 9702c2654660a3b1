#!/bin/sh
# Synthesizes, plans every stack of this synth, and reviews the plans. Every platform's file runs it, in the folder of
# package.json, after `npm ci`:
#
#   sh ci/plan-stacks.sh [archive]
#
# It leaves review.md, which holds no secrets. The plans do: they are removed, unless an archive is named and the review does not
# block; then they are in there, for ci/apply-stacks.sh.
# Exit code: 0 when the review is OK or NEEDS REVIEW. Not 0 when synth refuses (then nothing is planned), when Terraform fails, and
# when the review is BLOCK.
set -eu
umask 077
archive=${1:-}
terraform=${TERRAFORM_BINARY_NAME:-terraform}
export TF_IN_AUTOMATION=1

# Nothing of an earlier run may be taken for a result of this one.
rm -f cdktf.out/manifest.json ${archive:+"$archive"}
cat > review.md <<'END'
<!-- aura-cmk:review -->
## Not reviewed

The stacks of this commit could not be planned. The log of the job says why.
END

plans=$(mktemp -d)
trap 'rm -rf "$plans"' EXIT
trap 'exit 143' HUP INT TERM
mkdir "$plans/json" "$plans/bin"

# --frozen: an estate.lock.json that is not committed as synth writes it is an error. Programs have none, and ignore it.
npm run synth -- --frozen

# The manifest, not the folders: a folder may be left from an earlier synth.
node -p 'Object.values(JSON.parse(require("fs").readFileSync("cdktf.out/manifest.json", "utf8")).stacks)
  .map(({ workingDirectory }) => "cdktf.out/" + workingDirectory).join("\n")' > "$plans/bin/stacks"

root=$PWD
while read -r stack; do
  name=$(basename "$stack")
  # Not -chdir: Terraform looks for the provider that lies beside the stack in the folder where it is started.
  cd "$root/$stack"
  "$terraform" init -input=false -no-color < /dev/null
  # The role of a review cannot take the lock of the state.
  "$terraform" plan -input=false -no-color -lock=false -out="$plans/bin/$name.bin" < /dev/null
  "$terraform" show -json "$plans/bin/$name.bin" > "$plans/json/$name.json"
done < "$plans/bin/stacks"
cd "$root"

# --no: never a package of that name from the registry.
npx --no -- aura-cmk review "$plans"/json/*.json --format markdown --fail-on never --out review.md
# The whole review in the log, and the exit code that blocks.
npx --no -- aura-cmk review "$plans"/json/*.json --fail-on block

if [ -n "$archive" ]; then tar -C "$plans/bin" -cf "$archive" .; fi
