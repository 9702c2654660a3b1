// A start of Terraform takes a second on a quiet machine, and twenty on a busy one; a hang still ends.
jest.setTimeout(300_000);
