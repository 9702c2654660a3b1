import path from "node:path";
import { AuraCmkError } from "../../model/problem";
import { installLauncher } from "../../provider/install";
import { PROVIDER_SOURCE } from "../../provider/version";
import { whyNoDirectory } from "../../util/file-errors";
import { objectOf } from "../../util/json";

/**
 * Writes the provider `aura` beside a stack, where Terraform looks for it by itself. A stack that names another source gets
 * nothing: what is on the machine would take the place of what the registry has.
 * @param stack the JSON of the stack
 * @param folder where that JSON is
 * @throws {@link AuraCmkError} `output-unwritable`
 */
export function placeProvider(stack: unknown, folder: string): void {
  const required = objectOf(objectOf(objectOf(stack)["terraform"])["required_providers"]);
  if (!Object.values(required).some((provider) => objectOf(provider)["source"] === PROVIDER_SOURCE)) return;
  try {
    installLauncher(path.join(folder, "terraform.d", "plugins"));
  } catch (error) {
    const { path: where = folder } = error as NodeJS.ErrnoException;
    throw new AuraCmkError([
      {
        code: "output-unwritable",
        path: folder,
        what: "cannot write the provider beside the stack",
        got: `${whyNoDirectory(error)} (${where})`,
        expected: "",
        fix: "remove what is there",
      },
    ]);
  }
}
