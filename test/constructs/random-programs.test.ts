import { itJudgesRandomPrograms } from "../support/random-programs-check";

itJudgesRandomPrograms({ from: 1, count: 24 });
