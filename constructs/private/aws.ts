/*
 * The bindings for keys in AWS. They are a file of their own, which is required when a program has such a key: a program with keys in
 * another cloud has not installed them.
 */

export { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
export { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
export { KmsKeyPolicy } from "@cdktf/provider-aws/lib/kms-key-policy";
export { KmsReplicaKey } from "@cdktf/provider-aws/lib/kms-replica-key";
