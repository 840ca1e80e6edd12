/** How an owner of an interval is known. */
export const HOLDING_RULES = ["observed", "alone", "shared", "ambiguous", "timed"] as const;
/** The index of each rule. */
export const [OBSERVED, ALONE, SHARED, AMBIGUOUS, TIMED_ONLY] = HOLDING_RULES.keys();

/** Odds of about ten to one for an owner, or the owner is not known. */
export const SURE = 0.9;

/** What is known of each interval, column by column. */
export const INTERVAL_COLUMNS = [
  "identifier",
  "owner",
  "from",
  "to",
  "first",
  "last",
  "observations",
  "acts",
  "timed",
  "against",
  "confidence",
  "rule",
] as const;

/** Intervals in the making, one element each; see `Holdings` for their meaning. */
export type Intervals = Record<(typeof INTERVAL_COLUMNS)[number], number[]>;

/** No intervals yet. */
export const emptyIntervals = () =>
  Object.fromEntries(INTERVAL_COLUMNS.map((name) => [name, []])) as unknown as Intervals;

/** Takes all out. */
export function clearIntervals(held: Intervals): void {
  for (const name of INTERVAL_COLUMNS) held[name].length = 0;
}

/** Puts an interval after the others, with an owner still to be shown. */
export function pushInterval(held: Intervals, id: number, owner: number, from: number, to: number): void {
  held.identifier.push(id);
  held.owner.push(owner);
  held.from.push(from);
  held.to.push(to);
  held.first.push(Number.NaN);
  held.last.push(Number.NaN);
  held.observations.push(0);
  held.acts.push(0);
  held.timed.push(0);
  held.against.push(0);
  held.confidence.push(0);
  held.rule.push(0);
}

/** Puts an interval in front of place `place`, with an owner still to be shown. */
export function insertInterval(held: Intervals, place: number, id: number, owner: number, from: number, to: number) {
  pushInterval(held, id, owner, from, to);
  for (const name of INTERVAL_COLUMNS) held[name].splice(place, 0, held[name].pop() as number);
}

/** Makes an interval nobody's. */
export function disown(held: Intervals, h: number, rule: number): void {
  held.owner[h] = -1;
  held.first[h] = held.last[h] = Number.NaN;
  held.rule[h] = rule;
  held.confidence[h] = 1;
}
