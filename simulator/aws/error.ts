/** A refusal, in the words of AWS. */
export class AwsError extends Error {
  /**
   * @param type AWS' name of the error
   * @param message AWS' text; empty where AWS gives none
   */
  public constructor(
    public readonly type: string,
    message = "",
  ) {
    super(message);
  }
}
