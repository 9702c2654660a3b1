/** The names of AWS KMS' own errors that the simulator uses. */
type KmsErrorName =
  | "AccessDeniedException"
  | "AlreadyExistsException"
  | "DisabledException"
  | "InvalidAliasNameException"
  | "InvalidArnException"
  | "KMSInvalidStateException"
  | "LimitExceededException"
  | "MalformedPolicyDocumentException"
  | "NotFoundException"
  | "SerializationException"
  | "TagException"
  | "UnknownOperationException"
  | "UnrecognizedClientException"
  | "UnsupportedOperationException"
  | "ValidationException";

/** A refusal, in the words of AWS. */
export class KmsError extends Error {
  /**
   * @param type AWS' name of the error
   * @param message AWS' text; empty where AWS gives none
   */
  public constructor(
    public readonly type: KmsErrorName,
    message: string,
  ) {
    super(message);
  }
}
