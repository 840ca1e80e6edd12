import { sharedInt32 } from "../../workers/shared.ts";
import { toAbout } from "../core/about.ts";
import type { Activity } from "../core/activity.ts";
import { COMPUTE_OPTIONS, type ComputeOptions } from "../core/compute.ts";
import { type Duration, formatDuration, toMilliseconds } from "../core/duration.ts";
import { PhonographError } from "../core/errors.ts";
import type { EventColumns, Events } from "../core/events.ts";
import { groupsOf, type Segments } from "../core/groups.ts";
import type { Instant } from "../core/instant.ts";
import { type MarkedEvents, markEvents } from "../core/marked-events.ts";
import { keyword, knownOptions, proportion, whole } from "../core/options.ts";
import { orderRows } from "../core/person-rows.ts";
import { eventLabels } from "../core/unmatched-events.ts";
import type { PathFlow } from "./paths-result.ts";
import { edgeTable, levelsOf, nodeTable, type PathSide, sequenceTable } from "./paths-table.ts";
import { type WalkSpec, type Walks, walk, walksOfGroup } from "./paths-walk.ts";
import { plainCause } from "./plain-cause.ts";

/** What {@link paths} can be told: one of `start`, `end` and `through` is needed. */
export interface PathOptions extends ComputeOptions {
  /** What happens after this event: a pattern such as `"auth.login"`, or several of which any counts. */
  start?: Activity;
  /** What happens before it. */
  end?: Activity;
  /** What happens before and after it. */
  through?: Activity;
  /** Which events are steps, beside the anchor. Default: what people do themselves (see `churn`). */
  events?: Activity;
  /** How many steps are told; with `through` on each side. Default: 5. */
  steps?: number;
  /** How many events each level names; the rest are "other". Default: 6. */
  top?: number;
  /** Tell groups apart, each with its own paths: segments, or a column (the value that most of a person's rows have). Default: everybody together. */
  by?: Segments | keyof EventColumns | (string & {});
  /** Keep so many of the largest groups; the rest are "other". Default: all. */
  groups?: number;
  /** Whether the same event several times in a row is one step (`"collapse"`, the default) or several (`"keep"`). */
  repeats?: "collapse" | "keep";
  /** A visit, and with it the path, ends where more than this passes between two events; `"none"`: never. Default: `"30m"`. */
  gap?: Duration | "none";
  /** `"person"` (default): one path each, at their first anchor. `"visit"`: one for each visit, at its first anchor. */
  unit?: "person" | "visit";
  /** How many whole paths `sequences` tells. Default: 20. */
  sequences?: number;
  /** When the data end: later events do not count. Default: the last event. */
  asOf?: Instant;
  /** Of the intervals (default 0.95). */
  confidence?: number;
}

/**
 * What people do after an event, before it, or around it: step by step, with every path accounted for.
 *
 * Events are named by kind and name, `"app.search"`. At each step the `top` most frequent are named, the others are "other", and paths
 * whose visit has ended are at "exit" (before its beginning: at "entry") from there on; so the nodes of every level, and the edges
 * between any two, sum to all paths. Events of one instant stand in the order of their names. A visit that may go on after the end of the data, and whose
 * path is still shorter than `steps`, is left out and counted in `unfinished`.
 *
 * Shape: `table` has the edges, {@link PathEdgeColumns}; {@link PathNodeColumns}; {@link PathSequenceColumns}. Intervals are Wilson's,
 * missing where one person has several paths. Cost: one sort of the rows by person and time, in the workers, and one pass.
 *
 * @param events linked events: `person`, `at`, `kind` or `name`, and what the patterns test
 * @param options see {@link PathOptions}
 * @throws PhonographError `option/missing` without an anchor; `option/invalid` when a pattern matches nothing or no path is finished;
 * `data/column-missing`; `data/unparseable` when nobody has the anchor
 * @example
 * ```ts
 * import { table } from "arquero";
 * import { paths } from "phonograph";
 * const minute = 6e4;
 * const events = table({
 *   person: [0, 0, 0, 1, 2],
 *   at: [0, minute, 2 * minute, 0, 600 * minute],
 *   kind: ["app", "app", "app", "app", "app"],
 *   name: ["open", "search", "buy", "open", "help"],
 * });
 * const { table: edges, nodes } = await paths(events, { start: "app.open", steps: 2 });
 * console.assert(edges.get("to", 0) === "app.search" && edges.get("rate", 0) === 0.5);
 * console.assert(nodes.get("node", 2) === "exit" && nodes.get("paths", 2) === 1);
 * ```
 */
export async function paths(events: Events, options: PathOptions): Promise<PathFlow> {
  const { spec, top, sequences, confidence, activity } = toSpec(options);
  const marked = markEvents(VERB, events, { [spec.anchored]: activity, events: options.events }, options.asOf);
  const walks = await walksOf(events, marked, spec, options);
  const { names } = walks;
  const anchor = marked.words[0].join(" or ");
  if (walks.count === 0) throw nobody(walks, anchor, spec, marked);
  const { sides, groupedBy } = sidesOf(events, marked, walks, options, (own) => levelsOf(own, names, anchor, top));
  const sure = spec.unit === "person" ? confidence : undefined;
  const whole = sequenceTable(sides, names, anchor, sequences, sure);
  return Object.freeze({
    table: edgeTable(sides, sure),
    nodes: nodeTable(sides, sure),
    sequences: whole.table,
    paths: walks.count,
    people: walks.people,
    distinct: whole.distinct,
    unfinished: walks.unfinished,
    groupedBy,
    anchor,
    semantics: Object.freeze({
      version: "v1",
      ...{ unit: spec.unit, anchored: spec.anchored, steps: spec.steps, top, repeats: spec.repeats, gap: spec.gap },
      tiesBy: "name",
      unfinished: "left out",
      asOf: marked.asOf,
      shareOf: "paths",
      interval: spec.unit === "person" ? "Wilson" : "none",
      confidence,
    }),
    about: toAbout({
      verb: VERB,
      options: {
        ...{ [spec.anchored]: marked.words[0], events: marked.words[1], steps: spec.steps, top, repeats: spec.repeats },
        ...{
          gap: options.gap ?? "30m",
          unit: spec.unit,
          sequences,
          confidence,
          by: typeof options.by === "string" ? options.by : options.by?.about,
          groups: options.groups,
          asOf: new Date(marked.asOf).toISOString(),
        },
      },
      input: events,
      columns: [
        ...new Set([
          ...marked.columns,
          ...(typeof options.by === "string" ? [options.by] : []),
          ...["kind", "name"].filter((name) => events.columnNames().includes(name)),
        ]),
      ],
      peopleIn: marked.persons.ids.length,
      excluded: marked.excluded,
    }),
  });
}

const VERB = "paths";
const OPTIONS = "start end through events steps top by groups repeats gap unit sequences asOf confidence"
  .split(" ")
  .concat(COMPUTE_OPTIONS);
const ANCHORS = ["start", "end", "through"] as const;

function toSpec(options: PathOptions) {
  knownOptions(VERB, options, OPTIONS);
  const given = ANCHORS.filter((name) => options[name] !== undefined);
  if (given.length !== 1) {
    throw new PhonographError({
      code: given.length === 0 ? "option/missing" : "option/invalid",
      verb: VERB,
      rule: "one of start, end and through must be given",
      found: given.length === 0 ? "none" : given.join(" and "),
      hint: 'start: "auth.login"',
    });
  }
  const [anchored] = given;
  const spec: Omit<WalkSpec, "asOf"> = {
    anchored,
    steps: whole(VERB, "steps", options.steps ?? 5, 1, 100),
    unit: keyword(VERB, "unit", options.unit ?? "person", ["person", "visit"]),
    repeats: keyword(VERB, "repeats", options.repeats ?? "collapse", ["collapse", "keep"]),
    gap: options.gap === "none" ? Infinity : toMilliseconds(VERB, "gap", options.gap ?? "30m"),
  };
  return {
    spec,
    activity: options[anchored],
    top: whole(VERB, "top", options.top ?? 6, 1, 1000),
    sequences: whole(VERB, "sequences", options.sequences ?? 20, 0),
    confidence: proportion(VERB, "confidence", options.confidence ?? 0.95),
  };
}

/** Everybody's paths, or those of each group that has any. */
function sidesOf(
  events: Events,
  { persons }: MarkedEvents,
  walks: Walks,
  { by, groups: top }: PathOptions,
  levelsOf: (walks: Walks) => PathSide["levels"],
): { sides: PathSide[]; groupedBy: string | undefined } {
  if (by === undefined) return { sides: [{ group: undefined, walks, levels: levelsOf(walks) }], groupedBy: undefined };
  const counted = new Uint8Array(persons.ids.length);
  for (const person of walks.person) counted[person] = 1;
  const groups = groupsOf(VERB, events, by, persons, { top, counted });
  const sides = groups.labels.map((group, code) => {
    const own = walksOfGroup(walks, groups.codes, code);
    return { group, walks: own, levels: levelsOf(own) };
  });
  return { sides, groupedBy: groups.title };
}

/** The paths, with events numbered in the order of the alphabet. */
async function walksOf(
  events: Events,
  { at, marks, persons, asOf }: MarkedEvents,
  spec: Omit<WalkSpec, "asOf">,
  options: ComputeOptions,
): Promise<Walks & { names: string[] }> {
  const { codes, values } = eventLabels(VERB, events);
  const names = values.toSorted((a, b) => (a < b ? -1 : 1));
  const rank = new Map(names.map((name, i) => [name, i]));
  const place = Int32Array.from(values, (value) => rank.get(value)!);
  const label = new Int32Array(codes.length);
  const anchor = new Uint8Array(codes.length);
  const person = sharedInt32(codes.length);
  for (let row = 0; row < codes.length; row++) {
    person[row] = marks[row] > 0 ? persons.rows[row] : -1;
    label[row] = codes[row] < 0 ? names.length : place[codes[row]];
    anchor[row] = marks[row] & 1;
  }
  const order = await orderRows(VERB, person, at, persons.ids.length, options);
  return { ...walk(order, { label, anchor }, { ...spec, asOf }), names: [...names, "without a name"] };
}

function nobody(
  { unfinished }: Walks,
  anchor: string,
  { gap }: Pick<WalkSpec, "gap">,
  marked: MarkedEvents,
): PhonographError {
  if (unfinished > 0) {
    return new PhonographError({
      code: "option/invalid",
      verb: VERB,
      rule: "no path is finished by the end of the data",
      found: `${unfinished.toLocaleString("en-GB")} visits that may go on: less than ${formatDuration(gap)} before ${new Date(marked.asOf).toISOString()}`,
      hint: "fewer steps, a shorter gap, or more data",
    });
  }
  return new PhonographError({
    code: "data/unparseable",
    verb: VERB,
    rule: "there is nobody whose path could be told",
    ...(plainCause(marked) ?? {
      found: `no event ${anchor} has a person and a time in the data`,
      hint: "link the events first, or another anchor",
    }),
  });
}
