import { startSimulator, type Simulator } from "../../../simulator";
import { Aws } from "../../../simulator/terraform/aws";

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ callers: { AKIAORDERS: "arn:aws:iam::444455556666:user/orders" } });
});
afterAll(() => simulator.stop());

it.each([
  ["of the table of callers", "AKIAORDERS", "444455556666", "arn:aws:iam::444455556666:user/orders"],
  ["whom nobody else is", "AKIAIOSFODNN7EXAMPLE", "111122223333", "arn:aws:iam::111122223333:user/simulator"],
  ["whose access key id names it", "SIM123456789012", "123456789012", "arn:aws:iam::123456789012:user/simulator"],
])("a provider block is the caller %s", async (_name, access_key, accountId, arn) => {
  const { principal } = await Aws.of({ access_key }, simulator.environment);
  expect(principal).toEqual({ accountId, arn });
});
