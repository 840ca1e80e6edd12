import type { ChainLines } from "../../workers/kernels/funnel-chain-lines.ts";
import type { ChainBar, OptionalStep } from "../../workers/kernels/funnel-chain-rules.ts";
import { type ChainReading, type FunnelChainsTask, MOST_READ } from "../../workers/kernels/funnel-chains.ts";
import { sharedFloat64, sharedUint32 } from "../../workers/shared.ts";
import { borders, compute, workersFor } from "../core/compute.ts";
import { PhonographError } from "../core/errors.ts";
import type { Events } from "../core/events.ts";
import { timeSpan } from "../core/instant.ts";
import { mask, maskText } from "../core/mask.ts";
import { textOf } from "../core/table.ts";
import { timesOf } from "../core/times.ts";
import { type StepClasses, stepClasses } from "./funnel-classes.ts";
import { type Folded, foldRuns } from "./funnel-fold.ts";
import { overlapsOf, refuseUnmatched } from "./funnel-matched.ts";
import type { Reached } from "./funnel-runs.ts";
import type { FunnelSpec } from "./funnel-spec.ts";
import { alphabetical, type Units, unitsOf } from "./funnel-units.ts";

/**
 * How far each unit gets by the full rules: every row gets its class, units are ordered by time, and chains are followed. With
 * `periods` the entries of each are counted by themselves, and only the main reading is told.
 */
export async function reachedByChains(events: Events, spec: FunnelSpec, periods?: Float64Array): Promise<Reached> {
  const { verb, steps, bars, attribution, by, censor, entry, count, ties, grace } = spec;
  const at = timesOf(verb, events);
  const apart = attribution === "all" && typeof by === "string" ? by : undefined;
  const units = await unitsOf(events, spec, at, apart);
  const workers = workersFor(verb, at.length, spec.compute);
  const run = { ...spec.compute, workers };
  const classes = stepClasses(
    verb,
    events,
    [...steps, ...bars].map(({ pattern }) => pattern),
  );
  const { dealt, tag } = await classify(verb, units.base.rows, at, classes, run);
  refuseUnmatched(spec, events, classes.sets, dealt);
  const unheld = unheldRows(units.base.rows, units.rows, tag);
  if (spec.hold.length > 0) refuseUnheld(spec, unheld, units.rows, tag);
  const sets = rulesOf(spec, classes.sets);
  if (grace > 0) refuseGrace(spec, classes.sets, dealt);

  const marked = attribution !== "person" && typeof by === "string";
  const marks = marked ? alphabetical(textOf(verb, events, by)) : undefined;
  const width = (marks?.values.length ?? 0) + 1;
  const most = Math.max(...classes.sets.keys()) + 1;
  if (most * width >= 2 ** 32) throw tooManyValues(verb, by as string);
  const asOf = spec.asOf ?? timeSpan(at)[1];
  const task = {
    ...sets,
    width,
    marked,
    periods: periods ?? Float64Array.of(spec.from, spec.to),
    complete: asOf - spec.within,
    recent: censor !== "exclude",
    totals: count === "totals",
  };
  const readingsOf = (own: ChainReading): ChainReading[] =>
    periods ? [own] : [own, { ...own, strict: !own.strict }, ...(own.onlyFirst ? [] : [{ ...own, onlyFirst: true }])];
  const follow = async (shift: Float64Array, readings: readonly ChainReading[]) => {
    const events = taggedEvents(units.rows, at, tag, marks?.codes, width, shift, sets, spec.order === "strict");
    const edges = borders(units.counted.length, Math.max(1, workers));
    const tasks = edges
      .slice(1)
      .map((to, i) => ({ ...task, shift, readings, events: { ...events, from: edges[i], to } }));
    const parts = await compute(verb, "funnelChains", tasks as FunnelChainsTask[], run);
    const tireless = parts.flat().find((lines) => lines.tooLong)?.tooLong;
    if (tireless) throw tooLong(spec, units, tireless);
    return readings.map(({ onlyFirst }, r) =>
      foldRuns(
        parts.map((part) => part[r]),
        units,
        { totals: count === "totals", onlyFirst, places: sets.places, marked },
      ),
    );
  };
  const own = { onlyFirst: entry === "first", strict: ties === "strict" };
  const folded = await follow(sets.shift, readingsOf(own));
  const [main, tied, first] = folded;
  const converted = (one: Folded) => one.required.reduce((sum, level) => (level === sets.steps ? sum + 1 : sum), 0);
  const withoutGrace = grace > 0 && !periods ? (await follow(new Float64Array(sets.steps), [own]))[0] : undefined;
  const unlinked = total(dealt.map((part) => part.unlinked));
  const linked = units.base.rows.reduce((sum, unit) => (unit >= 0 ? sum + 1 : sum), 0);
  const nobody = spec.unitColumn === undefined ? "no person" : `no ${spec.unitColumn}`;
  return {
    parts: [main.part],
    base: units.base,
    names: units.names,
    values: marks?.values,
    peopleIn: new Set(units.base.rows).size - (linked < at.length ? 1 : 0),
    recent: [main.recent],
    removed: main.removed,
    fromFirst: entry === "first" || periods ? undefined : converted(first),
    byTies: spec.order === "any" || periods ? undefined : Math.abs(converted(main) - converted(tied)),
    byGrace: withoutGrace && converted(main) - converted(withoutGrace),
    overlaps: overlapsOf(classes.sets, dealt, steps.length),
    excluded: [
      { reason: `${nobody}, could fill a step`, rows: unlinked },
      { reason: `${nobody}, fills no step`, rows: at.length - linked - unlinked },
      { reason: "no time, could fill a step", rows: total(dealt.map((part) => part.timeless)) },
      { reason: "could fill a step, but a held column is missing", rows: unheld },
    ],
    asOf,
    workers,
  };
}

/** The class of each row, 0 where it fills nothing or has no unit or time. */
async function classify(
  verb: string,
  person: Int32Array,
  at: Float64Array,
  { columns, start, sets }: StepClasses,
  run: FunnelSpec["compute"] & { workers: number },
) {
  const tag = new Uint16Array(new SharedArrayBuffer(2 * at.length));
  const ends = borders(at.length, Math.max(1, run.workers));
  const tasks = ends.slice(1).map((end, i) => ({
    ...{ columns, start, count: sets.length, person, at, begin: ends[i], end },
    to: { classes: tag },
  }));
  return { tag, dealt: await compute(verb, "funnelDeal", tasks, run) };
}

/** The rules for the kernel: required steps, optional ones and bars by class. */
function rulesOf({ steps, bars, within, order, grace, once }: FunnelSpec, sets: StepClasses["sets"]) {
  const required = steps.flatMap((step, place) => (step.optional ? [] : [place]));
  const fills = sets.map((set) => set.map((place) => required.indexOf(place)).filter((step) => step >= 0));
  const setOffsets = new Uint32Array(sets.length + 1);
  for (const [c, set] of fills.entries()) setOffsets[c + 1] = setOffsets[c] + set.length;
  const has = (pattern: number) => Uint8Array.from(sets, (set) => (set.includes(pattern) ? 1 : 0));
  const optional = steps.flatMap((step, place): OptionalStep[] =>
    step.optional
      ? [{ place, after: required.filter((other) => other < place).length, within: step.within, classes: has(place) }]
      : [],
  );
  const passes = new Uint8Array(sets.length * (required.length + 1));
  for (let level = 1; level <= required.length; level++) {
    const between = optional.filter(({ after }) => after === level);
    for (const [c, set] of fills.entries()) {
      const passed = set.includes(level - 1) || between.some(({ classes }) => classes[c] === 1);
      if (passed) passes[c * (required.length + 1) + level] = 1;
    }
  }
  return {
    steps: required.length,
    setOffsets,
    setSteps: Uint16Array.from(fills.flat()),
    within,
    stepWithin: Float64Array.from(required, (place) => steps[place].within),
    shift: Float64Array.from(required, (_, step) => step * grace),
    once,
    any: order === "any",
    bars: bars.map(({ after, before, policy }, i): ChainBar => {
      return { after, before, classes: has(steps.length + i), remove: policy === "remove" };
    }),
    passes: order === "strict" ? passes : undefined,
    optional,
    all: steps.length,
    places: Uint16Array.from(required),
  };
}

/** Rows with the key that they are ordered by, and a tag that tells class and mark; 0 leaves a row out. */
function taggedEvents(
  person: Int32Array,
  at: Float64Array,
  classes: Uint16Array,
  marks: Int32Array | undefined,
  width: number,
  shift: Float64Array,
  { setOffsets, setSteps }: ReturnType<typeof rulesOf>,
  everything: boolean,
) {
  const tag = sharedUint32(at.length);
  const shifted = shift.some((by) => by > 0);
  const keys = shifted ? sharedFloat64(at.length) : at;
  for (let row = 0; row < at.length; row++) {
    const mine = classes[row];
    if (person[row] < 0 || Number.isNaN(at[row]) || (mine === 0 && !everything)) continue;
    tag[row] = 1 + mine * width + (marks ? marks[row] + 1 : 0);
    if (shifted)
      keys[row] = at[row] + (setOffsets[mine] < setOffsets[mine + 1] ? shift[setSteps[setOffsets[mine]]] : 0);
  }
  return { person, at: keys, tag };
}

/** With grace an event is ordered by its step, so it must have one. */
function refuseGrace(
  { verb, steps }: FunnelSpec,
  sets: StepClasses["sets"],
  dealt: readonly { seen: Uint8Array }[],
): void {
  const [shared] = overlapsOf(sets, dealt, steps.length);
  if (!shared) return;
  throw new PhonographError({
    code: "option/invalid",
    verb,
    rule: "with grace no event may fill several steps",
    found: `events that could fill steps ${shared.join(" and ")}`,
    hint: "narrower steps, or leave grace out",
  });
}

function unheldRows(base: Int32Array, rows: Int32Array, classes: Uint16Array): number {
  let count = 0;
  for (let row = 0; row < rows.length; row++) if (base[row] >= 0 && rows[row] < 0 && classes[row] > 0) count++;
  return count;
}

/** A column that is missing wherever a step could be filled holds nothing constant. */
function refuseUnheld({ verb, hold }: FunnelSpec, unheld: number, rows: Int32Array, classes: Uint16Array): void {
  if (unheld === 0 || rows.some((unit, row) => unit >= 0 && classes[row] > 0)) return;
  throw new PhonographError({
    code: "data/unparseable",
    verb,
    rule: `no event that could fill a step has a value of ${hold.join(" and ")} to hold`,
    found: `${unheld.toLocaleString("en-GB")} ${unheld === 1 ? "event" : "events"} without one`,
    hint: "another column, or leave hold out",
  });
}

function tooLong(
  { verb, window, unitColumn }: FunnelSpec,
  { owner, base, names }: Units,
  { subject, events }: NonNullable<ChainLines["tooLong"]>,
): PhonographError {
  const unit = owner[subject];
  const who = names ? `${unitColumn} ${mask(names[unit])}` : `person ${maskText(String(base.ids[unit]))}`;
  return new PhonographError({
    code: "option/invalid",
    verb,
    rule: "totals with exclusions must not read the same events over and over",
    found: `${who} has ${events.toLocaleString("en-GB")} events that fill or exclude steps, and runs that are stopped again and again, with windows of ${window} that overlap: more than ${MOST_READ.toLocaleString("en-GB")} events to read`,
    hint: 'leave out who has so many events (is it a machine?), a shorter window, or count: "uniques"',
  });
}

function tooManyValues(verb: string, by: string): PhonographError {
  const rule = `column "${by}" has too many values to be told apart at every step`;
  return new PhonographError({ code: "option/invalid", verb, rule, hint: 'attribution: "person"' });
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0);
