const DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?$/;

/** Whether a text is a duration of whole years, months and days, such as `P90D`. */
export function isDuration(text: string): boolean {
  return DURATION.test(text) && /\d/.test(text);
}

/**
 * A time moved by a duration.
 * @param ms milliseconds since the epoch
 * @param duration such as `P90D`
 * @param direction -1 for the time before
 */
export function shifted(ms: number, duration: string, direction: 1 | -1 = 1): number {
  const [, years = "0", months = "0", days = "0"] = DURATION.exec(duration) ?? [];
  const date = new Date(ms);
  date.setUTCFullYear(date.getUTCFullYear() + direction * Number(years));
  date.setUTCMonth(date.getUTCMonth() + direction * Number(months));
  date.setUTCDate(date.getUTCDate() + direction * Number(days));
  return date.getTime();
}
