import { AwsError } from "../aws/error";

/** The names of AWS' errors that the simulator uses. */
type KmsErrorName =
  | "AccessDeniedException"
  | "AlreadyExistsException"
  | "DisabledException"
  | "DryRunOperationException"
  | "ExpiredImportTokenException"
  | "ExpiredTokenException"
  | "IncorrectKeyException"
  | "IncorrectKeyMaterialException"
  | "InvalidAliasNameException"
  | "InvalidArnException"
  | "InvalidCiphertextException"
  | "InvalidGrantTokenException"
  | "InvalidImportTokenException"
  | "InvalidKeyUsageException"
  | "InvalidMarkerException"
  | "InvalidSignatureException"
  | "KMSInvalidMacException"
  | "KMSInvalidSignatureException"
  | "KMSInvalidStateException"
  | "LimitExceededException"
  | "MalformedPolicyDocumentException"
  | "MissingAuthenticationTokenException"
  | "NotFoundException"
  | "SerializationException"
  | "TagException"
  | "UnknownOperationException"
  | "UnrecognizedClientException"
  | "UnsupportedOperationException"
  | "ValidationException";

/** A refusal by KMS. */
export class KmsError extends AwsError {
  /**
   * @param type AWS' name of the error
   * @param message AWS' text; empty where AWS gives none
   */
  public constructor(type: KmsErrorName, message = "") {
    super(type, message);
  }
}

/**
 * What KMS refuses after the checks of single parameters.
 * @param message AWS' text
 */
export function invalid(message: string): KmsError {
  return new KmsError("ValidationException", message);
}

/**
 * What the key or KMS as a whole does not offer, or the simulator: its text then says so.
 * @param message AWS' text, or the simulator's
 */
export function unsupported(message: string): KmsError {
  return new KmsError("UnsupportedOperationException", message);
}
