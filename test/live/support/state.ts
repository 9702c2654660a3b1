/** A resource of a state, as `terraform show -json` prints it. */
export function resource(type: string, values: object, name = "orders"): object {
  return {
    ...{ address: `${type}.${name}`, mode: "managed", type, name, schema_version: 0, values },
    sensitive_values: {},
  };
}

/** The text of a state with some resources. */
export function stateOf(resources: readonly object[]): string {
  return JSON.stringify({
    ...{ format_version: "1.0", terraform_version: "1.14.0", values: { root_module: { resources } } },
  });
}
