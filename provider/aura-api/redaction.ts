import { showInvisible } from "../../util/invisible-characters";

const REPLACEMENT = "[secret]";

/** Texts that are never shown. An answer could quote the request, with its credentials. */
export class Redaction {
  private readonly secrets = new Set<string>();

  /** From now on, a text and the forms that it has in an address and in JSON. */
  public add(...secrets: readonly string[]): void {
    for (const secret of secrets.filter((one) => one !== ""))
      for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
        this.secrets.add(form);
  }

  /**
   * A foreign text in one line, without secrets and with visible characters only.
   * @param text what came
   * @param length number of characters at most
   */
  public clean(text: string, length: number): string {
    // The longest first: one may be a part of another.
    const ordered = [...this.secrets].sort((a, b) => b.length - a.length);
    const whole = ordered.reduce((left, secret) => left.replaceAll(secret, REPLACEMENT), text).trim();
    const characters = [...whole.slice(0, 2 * length)];
    return showInvisible(characters.length > length ? `${characters.slice(0, length).join("")}...` : whole);
  }
}
