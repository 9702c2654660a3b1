/** A refusal, in the words of Azure. */
export class AzureError extends Error {
  /**
   * @param status HTTP status
   * @param code Azure's name of the error
   * @param inner the name that a key vault gives besides
   */
  public constructor(
    public readonly status: number,
    public readonly code: string,
    message: string,
    public readonly inner?: string,
  ) {
    super(message);
  }
}
