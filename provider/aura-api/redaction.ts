import { showInvisible } from "../../util/invisible-characters";

const REPLACEMENT = "[secret]";

/** Texts that are never shown. An answer could quote the request, with its credentials. */
export class Redaction {
  private readonly secrets = new Set<string>();
  private pattern: RegExp | undefined;

  /** From now on, a text and the forms that it has in an address and in JSON. */
  public add(...secrets: readonly string[]): void {
    for (const secret of secrets.filter((one) => one !== "")) {
      const inJson = JSON.stringify(secret).slice(1, -1);
      for (const form of [secret, encodeURIComponent(secret), inJson, inJson.replaceAll("/", "\\/")])
        this.secrets.add(form);
    }
    // The longest first: one may be a part of another. In whatever case: that of an escape differs, and some echo in capitals.
    const ordered = [...this.secrets].sort((a, b) => b.length - a.length).map(literally);
    this.pattern = ordered.length > 0 ? new RegExp(ordered.join("|"), "gi") : undefined;
  }

  /**
   * A foreign text in one line, without secrets and with visible characters only.
   * @param text what came
   * @param length number of characters at most
   */
  public clean(text: string, length: number): string {
    const whole = (this.pattern ? text.replace(this.pattern, REPLACEMENT) : text).trim();
    const characters = [...whole.slice(0, 2 * length)];
    return showInvisible(characters.length > length ? `${characters.slice(0, length).join("")}...` : whole);
  }
}

const literally = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
