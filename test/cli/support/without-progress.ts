/**
 * What a command says on standard error, without its progress: that is shown after two seconds, which anything takes on a busy machine.
 * @param stderr of a command without a terminal
 */
export function withoutProgress(stderr: string): string {
  return stderr.replace(/^.* \.\.\.\n/gm, "");
}
