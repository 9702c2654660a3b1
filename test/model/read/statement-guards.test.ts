import * as s from "./support";

const KEY = "aws_kms_key.keys_orders_5FD52B88";
const kept = { address: KEY, before: s.KEY, after: s.KEY, actions: ["no-op"] };
const guard = (name: string, actions: string[]): s.Entry => ({
  address: `terraform_data.${name}`,
  before: actions.includes("create") && actions.length === 1 ? null : { input: null },
  after: actions.includes("create") || actions.includes("no-op") ? { input: null } : null,
  actions,
});
const loses = (...entries: s.Entry[]) => s.readEntries([kept, ...entries]).after.keys[0]?.losesStatementGuard ?? false;

describe("the guard of a key's statement", () => {
  it.each([
    ["is destroyed", [guard("keys_orders_StatementGuard_4C10E754", ["delete"])], true],
    ["is replaced", [guard("keys_orders_StatementMustStay_B50FC7FC", ["delete", "create"])], true],
    ["stays", [guard("keys_orders_StatementGuard_4C10E754", ["no-op"])], false],
    ["is of another key", [guard("keys_audit_StatementGuard_4C10E754", ["delete"])], false],
    ["is something else", [guard("keys_orders_Runner_4C10E754", ["delete"])], false],
    [
      "gets another name",
      [
        guard("keys_orders_StatementMustStay_B50FC7FC", ["delete"]),
        guard("keys_orders_StatementGuard_4C10E754", ["create"]),
      ],
      false,
    ],
  ])("that %s is lost: %#", (_, entries, isLost) => {
    expect(loses(...entries)).toBe(isLost);
  });
});
