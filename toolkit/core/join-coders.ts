import { bitsFor, type HashTable, type Keys } from "../../workers/kernels/hash-table.ts";
import type { KernelInput, KernelName, KernelOutput } from "../../workers/kernels/index.ts";
import { type Coder, pairKeys } from "../../workers/kernels/join-code.ts";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { PhonographError } from "./errors.ts";
import type { KeyColumn, NumberKey } from "./join-key-column.ts";
import { commonCodes } from "./join-texts.ts";

/** One numbering of the keys of both sides, from 0 up to `codes`. */
export interface Coders {
  scanned: Coder;
  other: Coder;
  codes: number;
  /** The scanned coder gives rows of the other side at once: each of its keys has one. */
  givesRows?: boolean;
}

/** Runs kernels for this call. */
export interface Runner {
  workers: number;
  run<K extends KernelName>(kernel: K, tasks: readonly KernelInput<K>[]): Promise<KernelOutput<K>[]>;
}

export interface Sizes {
  scanned: number;
  other: number;
  /** The rows of the other side by place, where they are to be found at once if they can. */
  rows?: Int32Array | "places";
}

/** Tables are addressed directly up to this many entries; beyond, keys are hashed. */
const roomFor = ({ scanned, other }: Sizes) => Math.min(2 ** 28, 8 * other + scanned / 8 + 1024);

const SPLIT_ROWS = 1 << 17;

/** Numbers the keys of two sides alike, column by column, and several columns pair by pair. */
export async function toCoders(
  scanned: readonly KeyColumn[],
  other: readonly KeyColumn[],
  sizes: Sizes,
  runner: Runner,
): Promise<Coders> {
  const inner = { ...sizes, rows: undefined };
  const last = scanned.length - 1;
  let all = await columnCoders(scanned[0]!, other[0]!, last === 0 ? sizes : inner, runner);
  for (let i = 1; i <= last; i++) {
    const one = await columnCoders(scanned[i]!, other[i]!, inner, runner);
    all = await pairCoders(all, one, i === last ? sizes : inner, runner);
  }
  return all;
}

/** The codes of all rows of one side. */
export async function codesOf(coder: Coder, rows: number, { workers, run }: Runner): Promise<Int32Array> {
  const out = sharedInt32(rows);
  await run(
    "joinCode",
    runs(rows, workers).map((run) => ({ ...run, coder, out })),
  );
  return out;
}

/** Whether a row is looked up faster than its find could be kept. */
export const isCheap = (coder: Coder): boolean =>
  coder.by === "range" || (coder.by === "pair" && !coder.hash && isCheap(coder.first) && isCheap(coder.second));

const LEAST_STEP = 1 << 16;
const MOST_STEP = 1 << 22;

/**
 * The rows of each task. Long tasks win: each column is gathered at a stretch, while the other side's memory is in reach
 * of the processor, and hashed keys are partitioned within a task. Two for each worker even out the load; more where rows have
 * several partners, as some then take much longer than others.
 */
export function runs(count: number, workers: number, each = 2): { begin: number; end: number }[] {
  const wanted = Math.ceil(count / Math.max(2, each * workers));
  const step = Math.min(MOST_STEP, Math.max(LEAST_STEP, wanted));
  return Array.from({ length: Math.ceil(count / step) }, (_, i) => ({
    begin: i * step,
    end: Math.min(count, (i + 1) * step),
  }));
}

const NONE: Coder = { by: "range", keys: new Int32Array(0), least: 0, size: 0 };

async function columnCoders(scanned: KeyColumn, other: KeyColumn, sizes: Sizes, runner: Runner): Promise<Coders> {
  if (scanned.kind === "number" && other.kind === "number") return numberCoders(scanned, other, sizes, runner);
  if (scanned.kind !== other.kind || !("codes" in scanned) || !("codes" in other)) {
    return { scanned: NONE, other: NONE, codes: 0 };
  }
  const common = await commonCodes(scanned, other, runner);
  return {
    scanned: { by: "range", keys: scanned.codes, least: 0, size: scanned.values.length, table: common.scanned },
    other: { by: "range", keys: other.codes, least: 0, size: other.values.length, table: common.other },
    codes: common.codes,
  };
}

async function numberCoders(scanned: NumberKey, other: NumberKey, sizes: Sizes, runner: Runner): Promise<Coders> {
  const { least, most, whole } = spread(other);
  if (!(least <= most)) return { scanned: NONE, other: NONE, codes: 0 };
  const size = most - least + 1;
  const mine = presentKeys(scanned, least, most);
  const theirs = presentKeys(other, least, most);
  if (whole && size <= roomFor(sizes)) {
    return {
      scanned: { by: "range", keys: mine, least, size },
      other: { by: "range", keys: theirs, least, size },
      codes: size,
    };
  }
  const keys = Number.isNaN(other.missing) ? theirs : withNaN(other);
  const { hash, givesRows } = await hashTable(keys, sizes, runner);
  const codes = 2 ** hash.bits;
  return { scanned: { by: "hash", keys: mine, hash }, other: { by: "hash", keys, hash }, codes, givesRows };
}

async function pairCoders(first: Coders, second: Coders, sizes: Sizes, runner: Runner): Promise<Coders> {
  const width = second.codes;
  const codes = first.codes * width;
  const scanned: Coder = { by: "pair", first: first.scanned, second: second.scanned, width };
  if (codes <= roomFor(sizes)) {
    return { scanned, other: { by: "pair", first: first.other, second: second.other, width }, codes };
  }
  if (codes > Number.MAX_SAFE_INTEGER) throw tooMany(sizes);
  const keys = sharedFloat64(sizes.other);
  const a = await codesOf(first.other, sizes.other, runner);
  pairKeys(a, await codesOf(second.other, sizes.other, runner), width, keys);
  const { hash, givesRows } = await hashTable(keys, sizes, runner);
  return { scanned: { ...scanned, hash }, other: { by: "hash", keys, hash }, codes: 2 ** hash.bits, givesRows };
}

async function hashTable(
  keys: Keys,
  { rows }: Sizes,
  { workers, run }: Runner,
): Promise<{ hash: HashTable; givesRows: boolean }> {
  const bits = bitsFor(keys.length);
  let regionBits = workers < 2 || keys.length < SPLIT_ROWS ? 0 : Math.floor(Math.log2(workers));
  const slots = sharedFloat64(2 * 2 ** bits);
  let hold: "slot" | "row" = rows ? "row" : "slot";
  for (;;) {
    const table: HashTable = { slots, bits, regionBits };
    const task = { keys, table, hold, rows: rows === "places" ? undefined : rows };
    const answers = await run(
      "hashBuild",
      Array.from({ length: 2 ** regionBits }, (_, region) => ({ ...task, region })),
    );
    if (answers.every((answer) => answer === "built")) return { hash: table, givesRows: hold === "row" };
    if (answers.includes("repeated")) hold = "slot";
    if (answers.includes("full")) regionBits = 0;
  }
}

function spread({ keys, missing }: NumberKey): { least: number; most: number; whole: boolean } {
  let least = Infinity;
  let most = -Infinity;
  let whole = true;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (key === missing || Number.isNaN(key)) continue;
    if (key < least) least = key;
    if (key > most) most = key;
    if (key !== Math.floor(key)) whole = false;
  }
  // infinities are their own floor
  const safe = least >= -Number.MAX_SAFE_INTEGER && most <= Number.MAX_SAFE_INTEGER;
  return { least: least + 0, most: most + 0, whole: whole && safe };
}

/** The keys, with NaN for missing ones where their sign could be taken for a key of the other side. */
function presentKeys(key: NumberKey, least: number, most: number): Keys {
  return key.missing >= least && key.missing <= most ? withNaN(key) : key.keys;
}

function withNaN({ keys, missing }: NumberKey): Keys {
  const present = sharedFloat64(keys.length);
  for (let i = 0; i < keys.length; i++) present[i] = keys[i] === missing ? Number.NaN : keys[i]!;
  return present;
}

const tooMany = ({ other }: Sizes) =>
  new PhonographError({
    code: "backend/unsupported",
    verb: "join",
    rule: "too many distinct keys to combine in memory",
    found: `${other} rows on the smaller side`,
    hint: "join on fewer columns, or in parts",
  });
