/** The stable names of what can be wrong in an estate file. Where a rule says the same, its id is the code. */
export type EstateCode =
  /** The file can not be read: missing, a folder, no permission, too large, not text. */
  | "estate-unreadable"
  /** The file is not one YAML document. */
  | "estate-syntax"
  /** A setting or a name is there twice. */
  | "estate-duplicate"
  /** A setting that does not exist. */
  | "estate-unknown-setting"
  /** A setting that does not go with another one. */
  | "estate-misplaced-setting"
  /** A setting that must be there is not. */
  | "estate-missing-setting"
  /** A number where a text is wanted, a list where a map is wanted. */
  | "estate-wrong-type"
  /** A value that is not accepted. */
  | "estate-wrong-value"
  /** A name that nothing in the file has. */
  | "estate-unknown-name"
  /** Instances that are clones of each other. */
  | "estate-clone-cycle"
  // Rules that the file alone can break; the same ids as in the registry of the rules.
  | "deletion-window-in-range"
  | "key-account-expected"
  | "key-arn-well-formed"
  | "names-fit-aura"
  | "product-supports-own-keys"
  | "rotation-period-in-range";
