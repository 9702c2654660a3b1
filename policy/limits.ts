/**
 * Every limit that AWS KMS sets on a key policy, once, with its source. Checks and messages both use these.
 */

/**
 * Largest key policy in bytes. A statement is a part of a policy, so no input may be larger either.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 */
export const MAX_POLICY_BYTES = 32_768;

/**
 * Characters that KMS accepts in a key policy: tab, line feed, carriage return and U+0020 to U+00FF.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 */
export const POLICY_CHARACTER = /^[\t\n\r\u0020-\u00ff]$/;

/** Deepest nesting of a policy is 6 (document, statements, statement, condition, operator, values); more is garbage. */
export const MAX_NESTING = 16;

/**
 * Versions of the policy language. Without `Version` the older one counts, which knows no policy variables.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
 */
export const POLICY_VERSIONS = ["2008-10-17", "2012-10-17"] as const;

/**
 * When KMS began to refuse statements without Action or Resource, and every Resource but `*`. AWS announced it by mail in May
 * 2025, as quoted in public; the reference of the API still says the older thing, so the confidence is medium.
 */
export const SINCE_2025 = "since 18 August 2025 (announced by AWS by mail; not documented yet)";

/** Largest object that is looked at in bytes of its JSON: large enough to report by how much a policy is too large. */
export const MAX_OBJECT_BYTES = 2 * MAX_POLICY_BYTES;

/** At most this many findings are listed: more do not help when the wrong text was pasted. */
export const MAX_FINDINGS = 100;

/** Bytes that are read at most of a file with a policy or a statement: far more than a key policy has. */
export const MAX_POLICY_FILE_BYTES = 1024 * 1024;
