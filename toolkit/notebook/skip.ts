import { currentSession } from "./session.ts";

/** How a notebook stops that has nothing to work on. */
export class NotebookSkipped extends Error {
  override readonly name = "NotebookSkipped";
}

/**
 * Stops a notebook because something it needs is not there, without failing: the report and the index say "skipped" and why.
 * Where no runner listens, the reason is printed and the process ends with exit code 0.
 *
 * @param reason what is missing, and where to get it; lower case, no final period
 * @example
 * ```ts
 * import { existsSync } from "node:fs";
 * import { skip } from "phonograph";
 * const folder = "toolkit";
 * if (!existsSync(folder)) skip(`no data in ${folder}`);
 * ```
 */
export function skip(reason: string): never {
  if (!currentSession()) {
    console.error(`skipped: ${reason}`);
    process.exit(0);
  }
  throw new NotebookSkipped(reason);
}
