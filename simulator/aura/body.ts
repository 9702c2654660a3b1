import { AURA_NAME_LENGTH } from "../../model/limits";
import { parseJson, type HttpRequest } from "../http/service";
import { badRequest } from "./errors";

/** The members of a JSON request body. Unknown members are ignored, as in Aura. */
export class Body {
  private constructor(private readonly members: Readonly<Record<string, unknown>>) {}

  /** Reads the body of a request. */
  public static of(request: HttpRequest): Body {
    const value = parseJson(request.body);
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw badRequest("invalid-request-body", "The request body is not a JSON object");
    }
    return new Body(value as Record<string, unknown>);
  }

  /** Reads the body of a request that needs none. */
  public static ofOptional(request: HttpRequest): Body {
    return request.body === "" ? new Body({}) : Body.of(request);
  }

  /** True when the member is there and not null. */
  public has(name: string): boolean {
    return this.members[name] !== undefined && this.members[name] !== null;
  }

  /** A text that must be there. */
  public text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) throw missing(name);
    return value;
  }

  /** A text that may be absent. */
  public optionalText(name: string): string | undefined {
    return this.typed(name, "string") as string | undefined;
  }

  /** A boolean that may be absent. */
  public optionalFlag(name: string): boolean | undefined {
    return this.typed(name, "boolean") as boolean | undefined;
  }

  /** A count that must be there. */
  public count(name: string): number {
    const value = this.optionalCount(name);
    if (value === undefined) throw missing(name);
    return value;
  }

  /** A count that may be absent. */
  public optionalCount(name: string): number | undefined {
    const value = this.typed(name, "number") as number | undefined;
    if (value !== undefined && !(Number.isInteger(value) && value >= 0)) throw wrong(name);
    return value;
  }

  /** `name`: 1 to 30 characters, no whitespace at either end. */
  public name(): string {
    const name = this.text("name");
    const { min, max } = AURA_NAME_LENGTH;
    const length = [...name].length;
    if (length < min || length > max || name !== name.trim()) {
      throw badRequest(
        "invalid-name",
        `The name must have ${min} to ${max} characters and no leading or trailing whitespace`,
        "name",
      );
    }
    return name;
  }

  private typed(name: string, type: "string" | "boolean" | "number"): unknown {
    const value = this.members[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== type) throw wrong(name);
    return value;
  }
}

function missing(name: string): Error {
  return badRequest("missing-field", `Missing required field: ${name}`, name);
}

function wrong(name: string): Error {
  return badRequest("invalid-field", `Invalid value for field: ${name}`, name);
}
