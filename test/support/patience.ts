// A start of Terraform takes a second on a quiet machine, and a minute on a very busy one. A test may start it ten times; what hangs is a
// single start, which workspace.ts ends.
jest.setTimeout(1_200_000);
