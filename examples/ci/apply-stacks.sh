#!/bin/sh
# Applies the plans that ci/plan-stacks.sh kept, the very ones that were reviewed, where they were made:
#
#   sh ci/apply-stacks.sh archive
#
# An archive is used once: what is left after a failure has to be planned and reviewed again.
set -eu
umask 077
terraform=${TERRAFORM_BINARY_NAME:-terraform}
export TF_IN_AUTOMATION=1

plans=$(mktemp -d)
trap 'rm -rf "$plans"' EXIT
trap 'exit 143' HUP INT TERM
tar -C "$plans" -xf "$1"
rm "$1"

root=$PWD
while read -r stack; do
  cd "$root/$stack"
  "$terraform" apply -input=false -no-color "$plans/$(basename "$stack").bin" < /dev/null
done < "$plans/stacks"
