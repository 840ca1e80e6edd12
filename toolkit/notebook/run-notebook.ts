import { readFileSync } from "node:fs";
import { isBuiltin, registerHooks } from "node:module";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { PhonographError } from "../core/errors.ts";
import { knownOptions } from "../core/options.ts";
import { type CellError, toCellError } from "./cell-error.ts";
import { type Instrumented, instrument } from "./instrument.ts";
import type { Output } from "./output.ts";
import { type CellRecord, Session, sessionExpression, setSession } from "./session.ts";
import { type ParameterValue, type Replacement, setParameters } from "./set-parameters.ts";
import { type Cell, type NotebookSource, splitCells } from "./split-cells.ts";
import { withoutWarnings } from "./without-warnings.ts";

/** How to run a notebook. */
export interface RunOptions {
  /** Values for the literals of the cell tagged `parameters`, by name. */
  params?: Readonly<Record<string, ParameterValue>>;
  /** Show phone numbers and other identifiers as they are. Default: false, masked. */
  allowRaw?: boolean;
  /** Told when a cell begins. */
  onCell?: (cell: Cell, index: number, total: number) => void;
}

/** A cell after it ran. */
export interface RanCell extends Cell {
  outputs: readonly Output[];
  /** Wall time; `undefined` for Markdown and for cells that were not reached. */
  ms: number | undefined;
  state: "done" | "failed" | "skipped" | "not reached" | "text";
  error?: CellError;
}

/** A notebook after it ran. */
export interface NotebookRun {
  /** The file, without its folders. */
  name: string;
  notebook: NotebookSource;
  cells: readonly RanCell[];
  /** What the notebook defined at its top level, by name, as far as it came. */
  values: Readonly<Record<string, unknown>>;
  parameters: Readonly<Record<string, ParameterValue>>;
  replacements: readonly Replacement[];
  error?: CellError;
  /** Why it stopped early without failing. */
  skipped?: string;
  ms: number;
}

let runs = 0;
let queue: Promise<unknown> = Promise.resolve();

/**
 * Runs a notebook cell by cell in this process and keeps what every cell showed, printed and defined.
 *
 * The notebook runs as one ES module, so imports, types and line numbers are those of the file; a cell that throws ends the run and
 * carries the error. Calls wait for each other, as they share the console.
 *
 * @param path the notebook, a `.ts` file with `// %%` cells
 * @param options parameters, masking, a listener
 * @returns the cells with outputs and times, and the values by name; a failing cell is told in `error`, not thrown
 * @throws PhonographError `source/unreadable` for a missing file, `data/unparseable` for a syntax error, `option/invalid` for a parameter
 * @example
 * ```ts
 * import { mkdtempSync, writeFileSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { runNotebook } from "phonograph";
 * const file = join(mkdtempSync(join(tmpdir(), "phonograph-")), "sum.ts");
 * writeFileSync(file, '// %% tags=["parameters"]\nconst n = 2;\n// %% Square\nconst square = n * n;\nsquare;\n');
 * const run = await runNotebook(file, { params: { n: 3 } });
 * console.assert(run.values.square === 9 && run.cells[1].title === "Square");
 * ```
 */
export async function runNotebook(path: string, options: RunOptions = {}): Promise<NotebookRun> {
  knownOptions("runNotebook", options, ["params", "allowRaw", "onCell"]);
  const run = queue.then(() => runAlone(path, options));
  queue = run.catch(() => {});
  return run;
}

async function runAlone(path: string, { params = {}, allowRaw = false, onCell }: RunOptions): Promise<NotebookRun> {
  const begun = performance.now();
  const name = basename(path);
  const notebook = splitCells(read(path), name);
  const { values: parameters, replacements } = setParameters(notebook, params);
  const instrumented = instrument(notebook, replacements, sessionExpression);
  const { cells } = notebook;
  const session = new Session(allowRaw, (index) => onCell?.(cells[index], index, cells.length));
  const thrown = await execute(path, instrumented, session);
  const values = Object.assign({}, ...[...session.records.values()].map(({ names }) => names));
  const skipped = thrown instanceof Error && thrown.name === "NotebookSkipped" ? thrown.message : undefined;
  const error =
    thrown === undefined || skipped !== undefined ? undefined : toCellError(thrown, name, instrumented, allowRaw);
  const stopped = thrown === undefined ? undefined : Math.max(0, session.current);
  const ran = await Promise.all(cells.map((cell) => toRan(cell, session.records.get(cell.index), stopped, error)));
  // What is printed before the first cell (by an imported module) belongs to the first code cell.
  const early = await shown(session.records.get(-1)?.outputs);
  const first = ran.find(({ kind }) => kind === "code");
  if (first && early.length > 0) first.outputs = [...early, ...first.outputs];
  return {
    name,
    notebook,
    cells: ran,
    values,
    parameters,
    replacements,
    error,
    skipped,
    ms: performance.now() - begun,
  };
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const hint = "give the path of a .ts file with // %% cells";
    throw new PhonographError({
      code: "source/unreadable",
      verb: "runNotebook",
      rule: "the notebook must be a readable file",
      found: basename(path),
      hint,
      cause,
    });
  }
}

async function toRan(
  cell: Cell,
  record: CellRecord | undefined,
  stopped: number | undefined,
  error?: CellError,
): Promise<RanCell> {
  const outputs = await shown(record?.outputs);
  const base = { ...cell, outputs, ms: record?.ms };
  if (cell.kind === "markdown" || cell.statements.length === 0) return { ...base, state: "text" };
  if (stopped === undefined || cell.index < stopped) return { ...base, state: "done" };
  if (cell.index > stopped) return { ...base, state: "not reached" };
  return error ? { ...base, state: "failed", error } : { ...base, state: "skipped" };
}

/** What could be shown; what could not has failed its cell already. */
async function shown(outputs: CellRecord["outputs"] = []): Promise<Output[]> {
  const settled = await Promise.allSettled(outputs);
  return settled.flatMap((output) => (output.status === "fulfilled" ? [output.value] : []));
}

async function execute(path: string, { code }: Instrumented, session: Session): Promise<unknown> {
  const url = `${pathToFileURL(resolve(path)).href}?phonograph=${++runs}`;
  const hooks = registerHooks({
    load: (asked, context, next) =>
      asked === url ? { format: "module", source: code, shortCircuit: true } : next(asked, context),
    // A notebook outside any project finds this package, and what this package brings, from here.
    resolve: (specifier, context, next) => {
      try {
        return next(specifier, context);
      } catch (error) {
        const bare = !/^(?:[./#]|[a-z]+:)/.test(specifier) && !isBuiltin(specifier);
        if (!bare || context.parentURL !== url) throw error;
        return next(specifier, { ...context, parentURL: import.meta.url });
      }
    },
  });
  let stray: unknown;
  const onStray = (reason: unknown): void => {
    stray ??= reason ?? new Error("a promise was rejected without a reason");
  };
  process.on("unhandledRejection", onStray);
  setSession(session);
  const release = session.listen();
  try {
    await withoutWarnings(() => nativeImport()(url));
    await new Promise((done) => setImmediate(done));
    return stray;
  } catch (error) {
    return error ?? new Error("the notebook threw nothing");
  } finally {
    release();
    setSession(undefined);
    process.off("unhandledRejection", onStray);
    hooks.deregister();
  }
}

// Node's own import, also where a test runner has put its own in place.
function nativeImport(): (url: string) => Promise<object> {
  const importModuleDynamically = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  return new vm.Script("(url) => import(url)", { importModuleDynamically }).runInThisContext();
}
