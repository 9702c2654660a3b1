import { itJudgesRandomPrograms } from "../support/random-programs-check";

// Other programs in each run; what fails prints its number.
itJudgesRandomPrograms({ from: Number(process.env["FUZZ_SEED"] ?? 1000) % 1e6, count: 2000 });
