import { format } from "node:util";
import { maskPrivate } from "./mask-private.ts";
import { type DisplayOptions, type Output, toOutput } from "./output.ts";

/** What a cell left behind. */
export interface CellRecord {
  begun: number;
  ms: number | undefined;
  outputs: (Output | Promise<Output>)[];
  names: Record<string, unknown>;
}

/** Listens to a notebook while it runs: which cell is on, what it shows, prints and defines. */
export class Session {
  readonly records = new Map<number, CellRecord>();
  current = -1;
  readonly #allowRaw: boolean;
  readonly #told: (index: number) => void;

  constructor(allowRaw: boolean, told: (index: number) => void) {
    this.#allowRaw = allowRaw;
    this.#told = told;
  }
  get record(): CellRecord {
    let record = this.records.get(this.current);
    if (!record) {
      record = { begun: performance.now(), ms: undefined, outputs: [], names: {} };
      this.records.set(this.current, record);
    }
    return record;
  }
  begin(index: number): void {
    this.current = index;
    this.record.begun = performance.now();
    this.#told(index);
  }
  /** Shows the value of a cell's last expression; nothing for `undefined`. Gives the value back. */
  async show(value: unknown): Promise<unknown> {
    const settled = await value;
    if (settled !== undefined) this.display(settled);
    return settled;
  }
  display(value: unknown, options?: DisplayOptions): void {
    this.record.outputs.push(toOutput(value, options));
  }
  async end(index: number, names: () => Record<string, unknown>): Promise<void> {
    const record = this.records.get(index) as CellRecord;
    record.names = names();
    await Promise.all(record.outputs);
    record.ms = performance.now() - record.begun;
  }
  /** Takes over the console until the returned function is called. */
  listen(): () => void {
    const own = { ...console };
    const names = ["log", "info", "debug", "warn", "error"] as const;
    for (const name of names) console[name] = (...args: unknown[]) => this.#print(name, args);
    return () => {
      for (const name of names) console[name] = own[name];
    };
  }
  #print(name: string, args: unknown[]): void {
    const text = format(...args);
    const stream = name === "warn" || name === "error" ? "stderr" : "stdout";
    const bundle = { "text/plain": this.#allowRaw ? text : maskPrivate(text), stream };
    this.record.outputs.push({ kind: "console", bundle });
  }
}

const key = Symbol.for("phonograph.session");

/** The session that is listening in this process, if any; shared between copies of this package. */
export function currentSession(): Session | undefined {
  return (globalThis as Record<symbol, unknown>)[key] as Session | undefined;
}

/** Makes a session the listening one, or none. */
export function setSession(session: Session | undefined): void {
  (globalThis as Record<symbol, unknown>)[key] = session;
}

/** The expression by which instrumented code finds its session. */
export const sessionExpression = 'globalThis[Symbol.for("phonograph.session")]';
