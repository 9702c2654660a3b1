import { isExpected, isExpectedPrincipal } from "../../../policy/access/principal";

const AURA = "999988887777";
const ROLE = `arn:aws:iam::${AURA}:role/aura/agent`;

test.each([AURA, ROLE, `arn:aws-cn:iam::${AURA}:root`, `arn:aws:iam::${AURA}:user/u`])("%s can be expected", (text) => {
  expect(isExpectedPrincipal(text)).toBe(true);
});

test.each([`arn:aws:sts::${AURA}:assumed-role/agent/session`, `arn:aws:sts::${AURA}:federated-user/bob`])(
  "%s can be expected too",
  (text) => {
    expect(isExpectedPrincipal(text)).toBe(true);
  },
);

test.each([
  "",
  "*",
  "99998888777",
  "9999-8888-7777",
  "arn:aws:iam::*:role/agent",
  `arn:aws:iam::${AURA}:role/*`,
  `arn:aws:iam::${AURA}:role/`,
  `arn:aws:iam::${AURA}:group/g`,
  `arn:aws:iam:eu-west-1:${AURA}:role/agent`,
  `arn:aws:sts::${AURA}:assumed-role/agent`,
  `arn:aws:s3:::bucket`,
  `arn:aws:kms:eu-west-1:${AURA}:key/1`,
  "AROAJQABLZS4A3QDU576Q",
  "kms.amazonaws.com",
  "toString",
])("%j cannot", (text) => {
  expect(isExpectedPrincipal(text)).toBe(false);
});

describe("an expected account", () => {
  test.each([
    ["itself", { accountId: AURA }],
    ["its roles", { accountId: AURA, arn: ROLE }],
    ["its sessions", { accountId: AURA, arn: `arn:aws:sts::${AURA}:assumed-role/agent/s` }],
  ])("covers %s", (_, principal) => {
    expect(isExpected(["111122223333", AURA], principal)).toBe(true);
    expect(isExpected([`arn:aws:iam::${AURA}:root`], principal)).toBe(true);
  });

  it("covers no other principal", () => {
    expect(isExpected([AURA], { accountId: "444455556666", arn: "arn:aws:iam::444455556666:role/agent" })).toBe(false);
    expect(isExpected([AURA], {})).toBe(false);
    expect(isExpected([`arn:aws-cn:iam::${AURA}:root`], { accountId: AURA, arn: ROLE })).toBe(false);
  });
});

describe("an expected role", () => {
  test.each([ROLE, `arn:aws:sts::${AURA}:assumed-role/agent/any-session`])("covers %s", (arn) => {
    expect(isExpected([ROLE], { accountId: AURA, arn })).toBe(true);
  });

  test.each([
    ["its whole account", { accountId: AURA }],
    ["the root of its account", { accountId: AURA, arn: `arn:aws:iam::${AURA}:root` }],
    ["another role", { accountId: AURA, arn: `arn:aws:iam::${AURA}:role/other` }],
    ["a session of another role", { accountId: AURA, arn: `arn:aws:sts::${AURA}:assumed-role/other/agent` }],
    ["a role of that name elsewhere", { accountId: "444455556666", arn: "arn:aws:iam::444455556666:role/aura/agent" }],
    ["a session of that role elsewhere", { arn: "arn:aws:sts::444455556666:assumed-role/agent/s" }],
    ["a session in another partition", { arn: `arn:aws-cn:sts::${AURA}:assumed-role/agent/s` }],
    ["a user of that name", { accountId: AURA, arn: `arn:aws:iam::${AURA}:user/agent` }],
  ])("does not cover %s", (_, principal) => {
    expect(isExpected([ROLE], principal)).toBe(false);
  });
});

it("an expected session covers only itself", () => {
  const session = `arn:aws:sts::${AURA}:assumed-role/agent/one`;
  expect(isExpected([session], { accountId: AURA, arn: session })).toBe(true);
  expect(isExpected([session], { accountId: AURA, arn: session.replace(/one$/, "two") })).toBe(false);
});

it("an empty list expects no principal", () => {
  expect(isExpected([], { accountId: AURA, arn: ROLE })).toBe(false);
});
