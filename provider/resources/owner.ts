import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** A process, as another one can recognize it later. Its number alone says little: containers use the same few again. */
export interface Owner {
  readonly pid: number;
  /** Names one run of this program. */
  readonly run?: string;
  /** When it was started, in the kernel's own count; only Linux tells. */
  readonly started?: string;
  /** Where its number means something: host, boot and namespace of process numbers. */
  readonly place?: string;
}

const RUN = randomUUID();
/** Where the start time stands in `/proc/<pid>/stat`, counted from the end of the name, which may hold blanks. */
const START_FIELD = 19;

/** This process. */
export const thisProcess = (): Owner => ({ run: RUN, ...processOf(process.pid) });

/** The process that started this one. */
export const parentProcess = (): Owner => processOf(process.ppid);

/** Two processes are the same one exactly if this text is equal. */
export const nameOf = ({ pid, started = "", place = "" }: Owner): string => [pid, started, place].join(" ");

/** Whether a process still runs. One of another place cannot be seen from here: Terraform's lock says that it has ended. */
export function isAlive({ pid, run, started, place }: Owner): boolean {
  if (run === RUN) return true;
  if (place !== undefined && place !== here()) return false;
  if (started !== undefined) return startOf(pid) === started;
  return pid !== process.pid && hasNumber(pid);
}

function processOf(pid: number): Owner {
  const started = startOf(pid);
  return { pid, place: here(), ...(started !== undefined && { started }) };
}

function hasNumber(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (problem) {
    return (problem as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Undefined for a process that has ended, also when nobody has asked for its result yet, and where there is no `/proc`. */
function startOf(pid: number): string | undefined {
  const fields = told(() => readFileSync(`/proc/${pid}/stat`, "utf8"))
    .replace(/^.*\) /s, "")
    .split(" ");
  return fields[0] === "Z" ? undefined : fields[START_FIELD];
}

const here = () =>
  [
    hostname(),
    told(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    told(() => readlinkSync("/proc/self/ns/pid")),
  ].join(" ");

function told(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
