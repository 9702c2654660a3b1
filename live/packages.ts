/** A package that is not there. */
export class PackageMissing extends Error {
  public constructor(public readonly packageName: string) {
    super(`${packageName} is not installed`);
  }
}

/**
 * Loads a package that only some users need, and that they install themselves.
 * @param name of the package
 */
export async function loadOptional<T>(name: string): Promise<T> {
  try {
    return (await import(name)) as T;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") throw new PackageMissing(name);
    throw error;
  }
}
