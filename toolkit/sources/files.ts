import { globSync, statSync } from "node:fs";
import { basename, dirname, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { PhonographError } from "../core/errors.ts";
import { maskText } from "../core/mask.ts";
import { suggest } from "../core/suggest.ts";

/** A file path, a `file:` URL, a glob such as `"cdr/2026-*.csv.gz"`, or a list of them. */
export type Paths = string | URL | readonly (string | URL)[];

export interface SourceFile {
  path: string;
  /** What the `source` column says: the file's name, with as much of its path as tells it from the others. */
  name: string;
  bytes: number;
}

/** The files that the paths mean, in their order; those of a glob by name. */
export function toFiles(verb: string, paths: Paths): SourceFile[] {
  const list = (Array.isArray(paths) ? paths : [paths]) as readonly (string | URL)[];
  const found = [...new Set(list.flatMap((path) => expand(verb, path)))];
  if (found.length === 0) {
    throw new PhonographError({ code: "option/missing", verb, rule: "there must be a file to read", found: "no path" });
  }
  const names = uniqueNames(found);
  return found.map((path, i) => ({ path, name: names[i]!, bytes: check(verb, path) }));
}

function expand(verb: string, path: string | URL): string[] {
  if (typeof path !== "string" && !(path instanceof URL)) {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: "a path must be text or a file URL",
      found: path === null ? "null" : typeof path,
    });
  }
  const text = path instanceof URL || path.startsWith("file:") ? fromUrl(verb, path) : path;
  if (!/[*?[\]{}]/.test(text) || statSync(text, { throwIfNoEntry: false })) return [text];
  const matches = globSync(text).sort();
  if (matches.length > 0) return matches;
  throw new PhonographError({
    code: "source/unreadable",
    verb,
    rule: "no file matches the pattern",
    found: maskText(text),
    hint: "* stands for any part of a file's name, ** for any folders",
  });
}

function fromUrl(verb: string, url: string | URL): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw new PhonographError({
      code: "option/invalid",
      verb,
      rule: "a URL must be that of a file on this machine",
      found: maskText(String(url).slice(0, 80)),
      hint: "fetch it into a file first",
    });
  }
}

/** Refuses files that lost bytes while they were read: their rows would be lost without a word. One that grew is whole as it was. */
export function requireWhole(verb: string, files: readonly SourceFile[]): void {
  for (const { path, name, bytes } of files) {
    const now = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (now >= bytes) continue;
    throw new PhonographError({
      code: "source/unreadable",
      verb,
      rule: "a file must not change while it is read",
      found: `${name}: ${bytes.toLocaleString("en")} bytes at first, then ${now.toLocaleString("en")}`,
      hint: "read it again when it is written, or a copy of it",
    });
  }
}

function check(verb: string, path: string): number {
  const shown = maskText(path);
  let stats: ReturnType<typeof statSync>;
  try {
    stats = statSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const missing = code === "ENOENT" || code === "ENOTDIR";
    throw new PhonographError({
      code: "source/unreadable",
      verb,
      rule: missing ? "there is no such file" : "the file cannot be opened",
      found: missing ? shown : `${shown}: ${code}`,
      hint: missing ? near(path) : undefined,
    });
  }
  const isEmpty = stats.isFile() && stats.size === 0;
  if (stats.isFile() && !isEmpty) return stats.size;
  const isFolder = stats.isDirectory();
  const rule = isFolder
    ? "the path is a folder, not a file"
    : isEmpty
      ? "the file is empty"
      : "the path is a pipe or device, not a file";
  throw new PhonographError({
    code: "source/unreadable",
    verb,
    rule,
    found: shown,
    hint: isFolder
      ? `"${shown}${sep}*.csv" reads the files in it`
      : isEmpty
        ? "was it fully copied?"
        : "write what it gives into a file first",
  });
}

function near(path: string): string {
  const siblings = globSync("*", { cwd: dirname(path) });
  return suggest(basename(path), siblings.map(maskText)) ?? `paths are taken from ${maskText(process.cwd())}`;
}

function uniqueNames(paths: readonly string[]): string[] {
  const short = paths.map((path) => basename(path));
  const isUnique = new Set(short).size === short.length;
  const names = (isUnique ? short : paths.map((path) => relative(common(paths), path))).map(maskText);
  const seen = new Map<string, number>();
  return names.map((name) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}

function common(paths: readonly string[]): string {
  let folder = dirname(paths[0]!);
  while (!paths.every((path) => path.startsWith(folder + sep)) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
