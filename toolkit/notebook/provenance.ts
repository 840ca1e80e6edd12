import { createHash } from "node:crypto";
import type { About } from "../core/about.ts";
import { maskPrivate } from "./mask-private.ts";
import { isTable } from "./output.ts";
import type { NotebookRun } from "./run-notebook.ts";

/** What it takes to run a report again, and to see that it is the same. */
export interface Provenance {
  notebook: string;
  /** SHA-256 of the notebook's text, without the parameters put in. */
  notebookDigest: string;
  parameters: Readonly<Record<string, unknown>>;
  versions: Readonly<Record<string, string>>;
  /** One entry for each result that the notebook computed. */
  results: readonly Readonly<Partial<About> & { name: string }>[];
  /** When it was written, ISO 8601; from `SOURCE_DATE_EPOCH` where that is set, absent in a reproducible report without it. */
  written?: string;
  /** Milliseconds, in all and by cell; absent with `timings: false`. */
  ms?: { total: number; cells: Readonly<Record<string, number>> };
}

/** Gathers the provenance of a run: from what was shown, and from every result that has a name in the notebook. */
export function provenanceOf(
  run: NotebookRun,
  versions: Readonly<Record<string, string>>,
  timings: boolean,
): Provenance {
  const found = new Map<About, string>();
  for (const [name, value] of Object.entries(run.values)) {
    const about = (value as { about?: About } | null | undefined)?.about;
    if (typeof about?.verb === "string" && !found.has(about)) found.set(about, name);
  }
  for (const { about } of run.cells.flatMap(({ outputs }) => outputs))
    if (about && !found.has(about)) found.set(about, about.verb);
  const results = [...found].map(([about, name]) => {
    const { verb, options, rowsIn, peopleIn, excluded, engine, seed, digest } = about;
    return { name, verb, options, rowsIn, peopleIn, excluded, engine, seed, digest };
  });
  const theirs = Object.assign({}, ...[...found.keys()].map((about) => about.versions ?? {}));
  const cells = run.cells
    .filter(({ ms }) => ms !== undefined)
    .map(({ index, ms }) => [index + 1, Math.round(ms as number)]);
  const epoch = Number(process.env.SOURCE_DATE_EPOCH);
  const date = epoch > 0 ? new Date(epoch * 1000) : timings ? new Date() : undefined;
  return {
    notebook: run.name,
    notebookDigest: createHash("sha256").update(run.notebook.source).digest("hex"),
    parameters: run.parameters,
    versions: { ...theirs, ...versions },
    results,
    ...(date ? { written: `${date.toISOString().slice(0, 19)}Z` } : {}),
    ...(timings ? { ms: { total: Math.round(run.ms), cells: Object.fromEntries(cells) } } : {}),
  };
}

/** The provenance as JSON that may stand in a page: text masked, data told by its size, no tag can end it early. */
export function provenanceJson(provenance: Provenance, allowRaw: boolean): string {
  // A table turns itself into JSON before a replacer sees it, so the holder is asked.
  function say(this: Record<string, unknown>, key: string, value: unknown): unknown {
    if (typeof value === "string" && !isTable(this[key])) return allowRaw ? value : maskPrivate(value);
    if (typeof value === "bigint") return `${value}`;
    if (isTable(this[key])) return `table of ${this[key].numRows()} rows`;
    const { length } = (Array.isArray(value) || ArrayBuffer.isView(value) ? value : []) as { length: number };
    return length > 200 ? `list of ${length}` : value;
  }
  return JSON.stringify(provenance, say, 1).replace(/</g, "\\u003c");
}
