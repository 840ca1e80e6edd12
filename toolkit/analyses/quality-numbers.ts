import { isEmergency } from "../../workers/numbers/short-code.ts";
import { NUMBER_KINDS, type NumberKind } from "../../workers/numbers/words.ts";
import type { IssueColumns } from "../core/issues.ts";
import type { Table } from "../core/table.ts";
import type { EventView } from "../normalise/cleaning/event-view.ts";
import { type NumberIssue, readNumberIssue } from "../normalise/number-issues.ts";
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

/** Values of a number column of which only an issue tells what they are. */
interface Told {
  column: string;
  source: string;
  kind: string;
  /** Why there is no key; null where there is one, or the kind says it all. */
  reason: string | null;
  keyed: boolean;
  rows: number;
}

function toldBy(issues: Table<IssueColumns> | undefined): Told[] {
  const sums = new Map<string, Told>();
  for (const { source, reason: words, effect, rows } of (issues?.objects({ limit: Infinity }) ??
    []) as IssueColumns[]) {
    const issue = readNumberIssue(words);
    if (issue?.kind === undefined || effect === "dropped") continue;
    const { column, kind, reason = null } = issue;
    const key = JSON.stringify([column, source, kind, reason, effect]);
    const sum = sums.get(key) ?? { column, source, kind, reason, keyed: effect === "noted", rows: 0 };
    sums.set(key, { ...sum, rows: sum.rows + rows });
  }
  const rank = ({ kind, keyed }: Told) => (keyed ? 0 : 100) + NUMBER_KINDS.indexOf(kind as NumberKind);
  return [...sums.values()].sort((a, b) => rank(a) - rank(b) || ((a.reason ?? "") < (b.reason ?? "") ? -1 : 1));
}

/**
 * Kinds of the values of each number column, by source: one look at each distinct value, one pass over the codes. Values
 * that gave no key are no longer there, and of those with the key of a number it does not tell whether they were vanity
 * numbers, addresses, or ambiguous: the issues count both.
 */
export function numberTable(
  view: EventView,
  counted: Counted,
  issues: Table<IssueColumns> | undefined,
): Table<NumberKindColumns> {
  const { sources } = counted;
  const told = toldBy(issues);
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
      const own = told.filter((one) => one.column === column && one.source === source);
      const hidden = own.reduce((sum, { keyed, rows }) => sum + (keyed ? rows : 0), 0);
      const kept = KINDS.map((kind, k) => {
        const cell = k * sources.length + s;
        const shown = kind === "number" ? Math.max(0, n[cell]! - hidden) : n[cell]!;
        return { kind, reason: null, rows: shown, distinct: distinct[cell]! };
      });
      const cells = [...kept, ...own.map(({ kind, reason, rows }) => ({ kind, reason, rows, distinct: Number.NaN }))];
      const all = cells.reduce((sum, { rows }) => sum + rows, 0);
      return cells.flatMap((cell) => (cell.rows > 0 ? [{ column, source, ...cell, share: cell.rows / all }] : []));
    });
  });
  return columnar<NumberKindColumns>(rows, ["column", "source", "kind", "reason", "rows", "share", "distinct"]);
}

/** What an issue of a number column says of its values; withheld and empty ones are not wrong. */
function doubtsOf({ kind, reason }: NumberIssue, effect: string): QualityLimit[] {
  const doubts: QualityLimit[] = [];
  if (reason === "default region used") doubts.push("default-region");
  if (reason === "digits lost") doubts.push("scientific-notation");
  if (kind === "ambiguous" || reason === "country code read as area") doubts.push("ambiguous");
  if (effect === "blanked" && kind !== "withheld" && reason !== "empty") doubts.push("invalid");
  return doubts;
}

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
    const issue = readNumberIssue(reason);
    if (issue === undefined || effect === "dropped") continue;
    const place = JSON.stringify([issue.column, source]);
    for (const doubt of doubtsOf(issue, effect)) count(found, `${doubt} ${place}`, rows);
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
    // a form is nearly always read as one number: only the others need a set
    const first = new Int32Array(raw.values.length).fill(-1);
    const more = new Set<number>();
    const spellings = new Int32Array(read.values.length);
    for (let i = 0; i < read.codes.length; i++) {
      const key = read.codes[i]!;
      const form = raw.codes[i]!;
      if (key < 0 || form < 0 || first[form] === key) continue;
      const pair = form * read.values.length + key;
      if (first[form]! < 0) first[form] = key;
      else if (more.has(pair)) continue;
      else more.add(pair);
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
