import { isIP } from "node:net";
import type { OperatorType } from "./operators";

/** What a value must look like for an operator of the type, in words. */
export const VALUE_FORMS: Readonly<Record<OperatorType, string>> = {
  String: "a text",
  Numeric: "a number",
  Date: "a date such as 2026-01-31T12:00:00Z, or seconds since 1970",
  Bool: '"true" or "false"',
  Binary: "a text in base 64",
  IpAddress: "an IP address or a range such as 203.0.113.0/24",
  Arn: "an ARN, in which * and ? may stand for anything",
  Null: '"true" (the key is not there) or "false"',
};

/** A range of IP addresses. */
export interface IpRange {
  readonly family: "ipv4" | "ipv6";
  readonly address: string;
  readonly prefix: number;
}

/**
 * Whether an operator of the type can compare with the value. A policy variable may stand for anything.
 * @param type what the operator compares
 * @param value the value as it stands in the policy
 */
export function isValueOf(type: OperatorType, value: string): boolean {
  if (type === "String" || value.includes("${")) return true;
  if (type === "Numeric") return parseNumber(value) !== undefined;
  if (type === "Date") return parseDate(value) !== undefined;
  if (type === "Binary") return /^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.length % 4 === 0;
  if (type === "IpAddress") return parseIpRange(value) !== undefined;
  if (type === "Arn") return value === "*" || value.split(":").length >= 6;
  return parseBoolean(value) !== undefined;
}

/**
 * A number as IAM reads it; undefined when it is none.
 * @param text the number
 */
export function parseNumber(text: string): number | undefined {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/**
 * A boolean as IAM reads it; undefined when it is none.
 * @param text the boolean
 */
export function parseBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return word === "true" || word === "false" ? word === "true" : undefined;
}

/**
 * A date of ISO 8601 with a time zone, or seconds since 1970; undefined when it is none. A bare year is none, because it
 * reads as seconds too.
 * @param text the date
 * @returns milliseconds since 1970
 */
export function parseDate(text: string): number | undefined {
  if (/^\d{5,}(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const iso = /^\d{4}-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?$/;
  const milliseconds = iso.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/**
 * An IP address or a range of them; undefined when it is none.
 * @param text such as `203.0.113.0/24`
 */
export function parseIpRange(text: string): IpRange | undefined {
  const [address = "", bits, ...rest] = text.split("/");
  const version = isIP(address);
  const longest = version === 4 ? 32 : 128;
  if (version === 0 || rest.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return undefined;
  const prefix = bits === undefined ? longest : Number(bits);
  return prefix > longest ? undefined : { family: version === 4 ? "ipv4" : "ipv6", address, prefix };
}
