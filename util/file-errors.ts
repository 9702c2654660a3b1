/** What a path may be that can neither be read nor written, by the error code of the file system. */
const EITHER_WAY: Readonly<Record<string, string>> = {
  ENOTDIR: "a path through something that is no folder",
  EISDIR: "a folder",
  ELOOP: "links that lead in a circle",
  ENAMETOOLONG: "a name that is too long for a file",
};

const UNREADABLE: Readonly<Record<string, string>> = {
  ...EITHER_WAY,
  ENOENT: "no such file",
  EACCES: "no permission to read it",
  EPERM: "no permission to read it",
  ERR_INVALID_ARG_VALUE: "no name of a file",
};

const UNWRITABLE: Readonly<Record<string, string>> = {
  ...EITHER_WAY,
  ENOENT: "a folder that does not exist",
  EACCES: "no permission to write there",
  EPERM: "no permission to write there",
  EROFS: "a file system that can only be read",
  ENOSPC: "no space left",
  EDQUOT: "no space left",
  EFBIG: "no space left",
};

const NO_FOLDER: Readonly<Record<string, string>> = {
  ...UNWRITABLE,
  EEXIST: "something that is no folder",
  ENOENT: "a place where no folder can be made",
};

/**
 * Why a file can not be read, in words.
 * @param error what the file system said
 */
export function whyUnreadable(error: unknown): string {
  return inWords(error, UNREADABLE);
}

const NOT_ALLOWED = "give yourself the permission to read it";
const FIXES: Readonly<Record<string, string>> = {
  EISDIR: "name the file in it",
  EACCES: NOT_ALLOWED,
  EPERM: NOT_ALLOWED,
};

/**
 * What to do about a file that can not be read.
 * @param error what the file system said
 * @param otherwise what to do when that says too little
 */
export function fixUnreadable(error: unknown, otherwise: string): string {
  return FIXES[(error as NodeJS.ErrnoException).code ?? ""] ?? otherwise;
}

/**
 * Why a file can not be written, in words.
 * @param error what the file system said
 */
export function whyUnwritable(error: unknown): string {
  return inWords(error, UNWRITABLE);
}

/**
 * Why a folder can not be made, or nothing can be written to it, in words.
 * @param error what the file system said
 */
export function whyNoFolder(error: unknown): string {
  return inWords(error, NO_FOLDER);
}

function inWords(error: unknown, words: Readonly<Record<string, string>>): string {
  const { code = "" } = error as NodeJS.ErrnoException;
  return words[code] ?? (code || String(error));
}
