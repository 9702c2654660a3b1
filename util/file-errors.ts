/** The words for what the file system refuses, by its error codes. */
const COMMON: Readonly<Record<string, string>> = {
  ENOTDIR: "a part of the path is not a directory",
  EISDIR: "is a directory",
  ELOOP: "symbolic links form a cycle",
  ENAMETOOLONG: "the name is too long",
  EACCES: "permission denied",
  EPERM: "permission denied",
};

const UNREADABLE: Readonly<Record<string, string>> = {
  ...COMMON,
  ENOENT: "no such file",
  ERR_INVALID_ARG_VALUE: "not a file name",
};

const UNWRITABLE: Readonly<Record<string, string>> = {
  ...COMMON,
  ENOENT: "no such directory",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left",
  EDQUOT: "no space left",
  EFBIG: "no space left",
};

const NO_DIRECTORY: Readonly<Record<string, string>> = {
  ...UNWRITABLE,
  ENOTDIR: "not a directory",
  EEXIST: "not a directory",
  ENOENT: "no directory can be created there",
};

/**
 * Why a file cannot be read.
 * @param error the error of the file system
 */
export function whyUnreadable(error: unknown): string {
  return describeFileError(error, UNREADABLE);
}

/**
 * Why a file cannot be written.
 * @param error the error of the file system
 */
export function whyUnwritable(error: unknown): string {
  return describeFileError(error, UNWRITABLE);
}

/**
 * Why a directory cannot be created or written to.
 * @param error the error of the file system
 */
export function whyNoDirectory(error: unknown): string {
  return describeFileError(error, NO_DIRECTORY);
}

function describeFileError(error: unknown, words: Readonly<Record<string, string>>): string {
  const { code = "" } = error as NodeJS.ErrnoException;
  return words[code] ?? (code || String(error));
}
