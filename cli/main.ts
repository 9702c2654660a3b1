#!/usr/bin/env node
import { withOutput } from "./output";
import { main } from "./program";

void withOutput(() => main(process.argv.slice(2)));
