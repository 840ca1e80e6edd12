import type { NumberCodes } from "../../workers/kernels/numbers.ts";
import { THREAD_VERSIONS } from "../../workers/numbers/versions.ts";
import {
  flagBit,
  LINE_GROUPS,
  LINE_TYPES,
  NUMBER_KINDS,
  NUMBER_REASONS,
  REGIONS,
  reasonCode,
  SHORT_COSTS,
} from "../../workers/numbers/words.ts";
import { sharedFloat64, sharedInt32, sharedUint8 } from "../../workers/shared.ts";
import { TextColumn } from "../core/columns.ts";
import { type ComputeOptions, compute, workersFor } from "../core/compute.ts";
import { continentOf } from "./continents.ts";
import type { MigrationPlan } from "./migration-option.ts";
import { type MigrationRule, migrate } from "./migrations.ts";
import { namedCodes, regroup, sparseTexts } from "./named-codes.ts";
import { numericCodes } from "./numeric-codes.ts";
import { oneZone } from "./one-zone.ts";
import { mayHaveMoved } from "./portable.ts";
import { type PrefixData, prefixData } from "./prefix-data.ts";
import { regionName } from "./region.ts";

/** Texts of one region. */
export interface RegionTexts {
  readonly region: string | undefined;
  /** The region is none: its texts are read without, and told. */
  readonly bad?: boolean;
  readonly texts: readonly string[];
}

/** Facts about texts, place by place: those of all regions one after the other, then today's numbers of old ones. */
export interface NumberFacts {
  readonly kind: TextColumn;
  readonly key: TextColumn;
  readonly block: TextColumn;
  readonly reason: TextColumn;
  readonly region: TextColumn;
  readonly country: TextColumn;
  readonly continent: TextColumn;
  readonly type: TextColumn;
  readonly group: TextColumn;
  readonly extension: TextColumn;
  readonly candidate: TextColumn;
  readonly place: TextColumn;
  readonly area: TextColumn;
  readonly state: TextColumn;
  readonly carrier: TextColumn;
  readonly timeZones: TextColumn;
  readonly tz: TextColumn;
  readonly cost: TextColumn;
  readonly flags: Int32Array<SharedArrayBuffer>;
  /** Place of the old number -> place of today's, and the rule; empty without migrations. */
  readonly migrated: ReadonlyMap<number, Successor>;
}

export interface Successor {
  readonly place: number;
  readonly rule: MigrationRule;
  /** The old number, in the form of E.164. */
  readonly old: string;
}

export interface FactOptions extends ComputeOptions {
  lenient: boolean;
  migrations?: MigrationPlan;
}

const CHUNK = 4096;
const STATES = new Set(["US", "CA"]);

interface Reading {
  columns: NumberCodes;
  keys: (string | null)[];
  extensions: Map<number, string>;
  candidates: Map<number, { e164: string; national: boolean }>;
}

/** Reads texts, each once: the caller gives distinct ones and joins the facts back by place. */
export async function numberFacts(
  verb: string,
  groups: readonly RegionTexts[],
  options: FactOptions,
): Promise<NumberFacts> {
  const data = prefixData();
  const first = await read(verb, groups, data, options);
  markBad(groups, first);
  const { reading, migrated } = await followMigrations(verb, first, data, options);
  return toFacts(reading, migrated, data);
}

async function read(
  verb: string,
  groups: readonly RegionTexts[],
  { tables }: PrefixData,
  options: FactOptions,
): Promise<Reading> {
  const length = groups.reduce((sum, { texts }) => sum + texts.length, 0);
  const columns = emptyCodes(length);
  const tasks = groups.flatMap(({ region, texts }, g) => {
    const start = groups.slice(0, g).reduce((sum, group) => sum + group.texts.length, 0);
    return Array.from({ length: Math.ceil(texts.length / CHUNK) }, (_, i) => ({
      values: texts.slice(i * CHUNK, (i + 1) * CHUNK),
      region,
      lenient: options.lenient,
      begin: start + i * CHUNK,
      columns,
      tables,
      versions: THREAD_VERSIONS,
    }));
  });
  const { signal, progress } = options;
  const workers = workersFor(verb, length * 10, options);
  const answers = await compute(verb, "numbers", tasks, { signal, progress, workers });
  return {
    columns,
    keys: answers.flatMap(({ keys }) => keys),
    extensions: new Map(answers.flatMap((a, t) => a.extensions.map(([at, digits]) => [tasks[t]!.begin + at, digits]))),
    candidates: new Map(
      answers.flatMap((a, t) => a.candidates.map(([at, e164, national]) => [tasks[t]!.begin + at, { e164, national }])),
    ),
  };
}

function emptyCodes(length: number): NumberCodes {
  return {
    kind: sharedInt32(length),
    reason: sharedInt32(length),
    region: sharedInt32(length),
    type: sharedInt32(length),
    flags: sharedInt32(length),
    place: sharedInt32(length),
    carrier: sharedInt32(length),
    zones: sharedInt32(length),
    cost: sharedInt32(length),
    digits: sharedFloat64(length),
  };
}

function markBad(groups: readonly RegionTexts[], { columns }: Reading): void {
  const [wrong, empty] = [reasonCode("bad-region"), reasonCode("empty")];
  let at = 0;
  for (const { bad, texts } of groups) {
    for (let i = at; bad && i < at + texts.length; i++) if (columns.reason[i] !== empty) columns.reason[i] = wrong;
    at += texts.length;
  }
}

/** Appends the numbers of today that stand behind old ones. */
async function followMigrations(verb: string, first: Reading, data: PrefixData, options: FactOptions) {
  const migrated = new Map<number, Successor>();
  const today: string[] = [];
  for (const [place, { e164 }] of options.migrations ? first.candidates : []) {
    const found = migrate(e164, options.migrations!.rules);
    if (!found) continue;
    migrated.set(place, { place: first.keys.length + today.length, rule: found.rule, old: e164 });
    today.push(found.e164);
  }
  if (today.length === 0) return { reading: first, migrated };
  const second = await read(verb, [{ region: undefined, texts: today }], data, options);
  const columns = emptyCodes(first.keys.length + today.length);
  for (const name of Object.keys(columns) as (keyof NumberCodes)[]) {
    columns[name].set(first.columns[name]);
    columns[name].set(second.columns[name], first.keys.length);
  }
  for (const [old, { place }] of migrated) {
    const kept = first.columns.flags[old]! & ~flagBit("possible-not-valid");
    const national = first.candidates.get(old)!.national ? flagBit("default-region-used") : 0;
    columns.flags[place]! |= kept | national | flagBit("migrated");
  }
  return { reading: { ...first, columns, keys: [...first.keys, ...second.keys] }, migrated };
}

function toFacts(
  { columns, keys, extensions, candidates }: Reading,
  migrated: Map<number, Successor>,
  data: PrefixData,
) {
  const areaOf = (place: number) => data.areas[data.placeArea[place]!];
  const states = sharedInt32(keys.length);
  const zones = sharedInt32(keys.length);
  const regions = REGIONS.length;
  const hasStates = REGIONS.map((region) => STATES.has(region));
  for (let i = 0; i < keys.length; i++) {
    const region = columns.region[i]!;
    states[i] = hasStates[region] ? columns.place[i]! : -1;
    zones[i] = region < 0 ? -1 : columns.zones[i]! * regions + region;
  }
  const possible = new Map(
    [...candidates].flatMap(([place, { e164 }]) =>
      columns.flags[place]! & flagBit("possible-not-valid") ? [[place, e164]] : [],
    ),
  );
  return Object.freeze({
    kind: new TextColumn(columns.kind, NUMBER_KINDS),
    key: numericTexts(columns.digits, (row) => keys[row]),
    block: numericTexts(
      columns.digits.map((digits) => Math.floor(digits / 10_000)),
      (row) => (keys[row]?.startsWith("+") ? keys[row].slice(0, -4) : null),
    ),
    reason: new TextColumn(columns.reason, NUMBER_REASONS),
    region: new TextColumn(columns.region, REGIONS),
    country: regroup(columns.region, (code) => regionName(REGIONS[code]!)),
    continent: regroup(columns.region, (code) => continentOf(REGIONS[code]!)),
    type: new TextColumn(columns.type, LINE_TYPES),
    group: namedCodes(columns.type, LINE_GROUPS),
    extension: sparseTexts(keys.length, extensions),
    candidate: sparseTexts(keys.length, possible),
    place: namedCodes(columns.place, data.places),
    area: regroup(columns.place, areaOf),
    state: regroup(states, areaOf),
    carrier: namedCodes(columns.carrier, data.carriers),
    timeZones: namedCodes(columns.zones, data.zones),
    tz: regroup(zones, (code) => oneZone(data.zones[Math.floor(code / regions)]!, REGIONS[code % regions]!)),
    cost: new TextColumn(columns.cost, SHORT_COSTS),
    flags: columns.flags,
    migrated,
  });
}

/** Texts as a column: those of numbers are told apart by their digits, the few others by themselves. */
function numericTexts(digits: Float64Array, textOf: (row: number) => string | null | undefined): TextColumn {
  const { codes, first } = numericCodes(digits);
  const values = first.map((row) => textOf(row)!);
  const known = new Map<string, number>();
  for (let row = 0; row < codes.length; row++) {
    const text = codes[row]! >= 0 ? undefined : textOf(row);
    if (!text) continue;
    let code = known.get(text);
    if (code === undefined) {
      code = values.push(text) - 1;
      known.set(text, code);
    }
    codes[row] = code;
  }
  return new TextColumn(codes, values);
}

/** Whether the carrier that each place names may no longer be the number's. */
export function movedFlags({ carrier, region }: NumberFacts): Uint8Array<SharedArrayBuffer> {
  const portable = region.values.map(mayHaveMoved);
  const moved = sharedUint8(carrier.length);
  for (let i = 0; i < moved.length; i++) if (carrier.codes[i]! >= 0 && portable[region.codes[i]!]) moved[i] = 1;
  return moved;
}
