import { isEmergency } from "../../workers/numbers/short-code.ts";
import type { IssueColumns } from "../core/issues.ts";
import type { Table } from "../core/table.ts";
import type { EventView } from "../normalise/cleaning/event-view.ts";
import type { Counted } from "./quality-count.ts";
import type { QualityLimit, QualitySpec } from "./quality-options.ts";
import type { DoubtColumns, NumberKindColumns, SpellingColumns } from "./quality-result.ts";
import { usedSources } from "./quality-tables.ts";
import { columnar } from "./quality-volumes.ts";

const NUMBER_COLUMNS = ["phone", "peer"] as const;
const KINDS = ["number", "short", "emergency", "ussd", "alphanumeric", "uri", "other"] as const;
const SHORT = /^short:([A-Z]{2}|001):(.*)$/;

/** What a value of a number column is: the form of its key tells. */
function kindOf(key: string): number {
  if (/^\+[1-9]\d{5,14}$/.test(key)) return 0;
  const [, region, digits] = SHORT.exec(key) ?? [];
  if (region !== undefined) return isEmergency(digits!, region) ? 2 : 1;
  if (key.startsWith("short:")) return 1;
  if (key.startsWith("ussd:")) return 3;
  if (/^[a-z]+:|@/.test(key)) return 5;
  return /[A-Z]/.test(key) && key.length <= 15 ? 4 : 6;
}

/** A value of a number column that gave no key, by what its issue says. */
interface Keyless {
  column: string;
  source: string;
  kind: "withheld" | "none";
  reason: string;
  rows: number;
}

function keylessOf(issues: Table<IssueColumns> | undefined): Keyless[] {
  const told = (issues?.objects({ limit: Infinity }) ?? []) as IssueColumns[];
  const sums = new Map<string, Keyless>();
  for (const { source, reason: words, effect, rows } of told) {
    const [, column, reason] = /^(phone|peer): (.*)$/.exec(words) ?? [];
    if (column === undefined || effect !== "blanked" || reason === "empty") continue;
    const key = JSON.stringify([column, source, reason]);
    const kind = reason === "withheld" ? "withheld" : "none";
    const sum = sums.get(key) ?? { column, source, kind, reason: reason!, rows: 0 };
    sums.set(key, { ...sum, rows: sum.rows + rows });
  }
  return [...sums.values()].sort((a, b) => (a.kind > b.kind ? -1 : a.kind < b.kind ? 1 : a.reason < b.reason ? -1 : 1));
}

/**
 * Kinds of the values of each number column, by source: one look at each distinct value, one pass over the codes. Values
 * that gave no key are no longer there: the issues count them.
 */
export function numberTable(
  view: EventView,
  counted: Counted,
  issues: Table<IssueColumns> | undefined,
): Table<NumberKindColumns> {
  const { sources } = counted;
  const keyless = keylessOf(issues);
  const source = view.text("source").codes;
  const rows = NUMBER_COLUMNS.filter((name) => view.has(name)).flatMap((column): NumberKindColumns[] => {
    const { codes, values } = view.text(column);
    const kinds = Uint8Array.from(values, kindOf);
    const [n, distinct] = [
      new Float64Array(KINDS.length * sources.length),
      new Float64Array(KINDS.length * sources.length),
    ];
    const seen = new Uint8Array(values.length * sources.length);
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i]!;
      if (code < 0) continue;
      const s = source[i]! < 0 ? sources.length - 1 : source[i]!;
      const cell = kinds[code]! * sources.length + s;
      n[cell]!++;
      if (seen[code * sources.length + s] === 0) {
        seen[code * sources.length + s] = 1;
        distinct[cell]!++;
      }
    }
    return usedSources(counted).flatMap((s) => {
      const source = sources[s]!;
      const kept = KINDS.map((kind, k) => {
        const cell = k * sources.length + s;
        return { kind, reason: null, rows: n[cell]!, distinct: distinct[cell]! };
      });
      const gone = keyless.filter((one) => one.column === column && one.source === source);
      const cells = [...kept, ...gone.map(({ kind, reason, rows }) => ({ kind, reason, rows, distinct: Number.NaN }))];
      const all = cells.reduce((sum, { rows }) => sum + rows, 0);
      return cells.flatMap((cell) => (cell.rows > 0 ? [{ column, source, ...cell, share: cell.rows / all }] : []));
    });
  });
  return columnar<NumberKindColumns>(rows, ["column", "source", "kind", "reason", "rows", "share", "distinct"]);
}

/** What an issue of a number column says of its values; withheld and empty ones are not wrong. */
function doubtsOf(reason: string, effect: string): QualityLimit[] {
  const doubts: QualityLimit[] = [];
  if (reason.startsWith("default region")) doubts.push("default-region");
  if (/digits lost|scientific/.test(reason)) doubts.push("scientific-notation");
  if (reason.startsWith("ambiguous")) doubts.push("ambiguous");
  else if (effect === "blanked" && !/^(withheld|empty)/.test(reason)) doubts.push("invalid");
  return doubts;
}

/** Rows that were dropped when their numbers had been read and counted. */
const DROPPED_LATER = /^(?:repeated row|at: )/;

const DOUBTS = ["invalid", "default-region", "scientific-notation", "ambiguous"] as const;

/** Doubts about numbers by source, from the issues on the way in; the share is of the values that came in. */
export function doubtTable(
  numbers: Table<NumberKindColumns>,
  issues: Table<IssueColumns> | undefined,
  limits: QualitySpec["limits"],
): Table<DoubtColumns> {
  const values = new Map<string, number>();
  const found = new Map<string, number>();
  const count = (map: Map<string, number>, key: string, rows: number) => map.set(key, (map.get(key) ?? 0) + rows);
  for (const { column, source, rows } of numbers.objects({ limit: Infinity }) as NumberKindColumns[]) {
    count(values, JSON.stringify([column, source]), rows);
  }
  for (const { source, reason, effect, rows } of (issues?.objects({ limit: Infinity }) ?? []) as IssueColumns[]) {
    const [, column, words] = /^(phone|peer): (.*)$/.exec(reason) ?? [];
    if (effect === "dropped" && DROPPED_LATER.test(reason)) {
      for (const place of values.keys()) if (JSON.parse(place)[1] === source) count(values, place, rows);
    }
    if (column === undefined) continue;
    const place = JSON.stringify([column, source]);
    for (const doubt of doubtsOf(words!, effect)) count(found, `${doubt} ${place}`, rows);
  }
  const rows = [...values.keys()].flatMap((place): DoubtColumns[] => {
    const [column, source] = JSON.parse(place) as ["phone" | "peer", string];
    const all = values.get(place)!;
    return DOUBTS.map((doubt) => {
      const n = Math.min(all, found.get(`${doubt} ${place}`) ?? 0);
      return { column, source, doubt, rows: n, share: n / all, limit: limits[doubt] };
    });
  });
  return columnar<DoubtColumns>(issues ? rows : [], ["column", "source", "doubt", "rows", "share", "limit"]);
}

/** How many numbers came in how many spellings: each written form belongs to the number it was read as. */
export function spellingTable(view: EventView, written: QualitySpec["written"]): Table<SpellingColumns> {
  const rows = NUMBER_COLUMNS.flatMap((column): SpellingColumns[] => {
    const name = written[column];
    if (name === undefined) return [];
    const read = view.text(column);
    const raw = view.text(name);
    const pairs = new Set<number>();
    const last = new Int32Array(raw.values.length).fill(-1);
    const spellings = new Int32Array(read.values.length);
    for (let i = 0; i < read.codes.length; i++) {
      const [key, form] = [read.codes[i]!, raw.codes[i]!];
      if (key < 0 || form < 0 || last[form] === key) continue;
      last[form] = key;
      const pair = form * read.values.length + key;
      if (pairs.has(pair)) continue;
      pairs.add(pair);
      spellings[key]!++;
    }
    const sizes = new Map<number, number>();
    for (const n of spellings) if (n > 0) sizes.set(n, (sizes.get(n) ?? 0) + 1);
    const all = [...sizes.values()].reduce((sum, n) => sum + n, 0);
    return [...sizes]
      .sort(([a], [b]) => a - b)
      .map(([n, numbers]) => ({ column, spellings: n, numbers, share: numbers / all }));
  });
  return columnar<SpellingColumns>(rows, ["column", "spellings", "numbers", "share"]);
}
