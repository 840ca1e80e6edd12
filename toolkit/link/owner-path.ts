/** Sightings of owners of one identifier, in the order of time; equal times by owner. Arrays are as long as `size` or longer. */
export interface Sightings {
  size: number;
  at: Float64Array;
  owner: Int32Array;
  /** ln((1 - e) / e) of a sighting that is wrong with chance e. */
  weight: Float64Array;
  /** 0 for an event, 1 for a record that holds from its time on, 2 for one that held and does no longer, 3 by timing. */
  record: Uint8Array;
}

const DAY = 864e5;
const YEAR = 365.25 * DAY;
const EVEN = Math.LN2;

/**
 * Who held an identifier at each sighting: the cheapest sequence of owners (Viterbi), where a sighting of somebody else
 * costs its weight and a change of hands costs -ln(hazard x time between), never less than ln 2. Across a silence that
 * may have ended the holding (`rests`, times at which a new life begins) a change costs ln 2.
 *
 * A single sighting of another owner, contradicted before and after, is thus taken for an error, two or more are not.
 * Sightings in a row of one owner are one step. Cost: runs x owners.
 *
 * @returns for each sighting the owner who held the identifier then
 */
export function ownerPath(seen: Sightings, rests: readonly number[], hazardPerYear: number): Int32Array {
  const path = new Int32Array(seen.size);
  const runs = toRuns(seen);
  const owners = [...new Set(runs.map(({ owner }) => owner))].sort((a, b) => a - b);
  if (owners.length < 2) return path.fill(owners[0] ?? -1);
  const states = pathOfRuns(runs, owners, rests, hazardPerYear / YEAR);
  for (const [r, { from, to }] of runs.entries()) path.fill(owners[states[r]], from, to);
  return path;
}

interface Run {
  from: number;
  to: number;
  owner: number;
  weight: number;
  first: number;
  last: number;
}

function toRuns({ size, at, owner, weight }: Sightings): Run[] {
  const runs: Run[] = [];
  for (let from = 0; from < size; ) {
    let to = from;
    let sum = 0;
    while (to < size && owner[to] === owner[from]) sum += weight[to++];
    runs.push({ from, to, owner: owner[from], weight: sum, first: at[from], last: at[to - 1] });
    from = to;
  }
  return runs;
}

function pathOfRuns(
  runs: readonly Run[],
  owners: readonly number[],
  rests: readonly number[],
  hazard: number,
): Uint16Array {
  const count = owners.length;
  const cameFrom = new Uint16Array(runs.length * count);
  let costs = new Float64Array(count);
  let next = new Float64Array(count);
  let rest = 0;
  for (const [r, run] of runs.entries()) {
    if (r > 0) {
      const before = runs[r - 1];
      while (rest < rests.length && rests[rest] <= before.last) rest++;
      const rested = rest < rests.length && rests[rest] <= run.first;
      const change = rested ? EVEN : Math.max(EVEN, -Math.log(hazard * Math.max(DAY, run.first - before.last)));
      const best = leastOf(costs);
      for (let s = 0; s < count; s++) {
        const changed = costs[best] + change < costs[s];
        next[s] = changed ? costs[best] + change : costs[s];
        cameFrom[r * count + s] = changed ? best : s;
      }
      [costs, next] = [next, costs];
    }
    for (let s = 0; s < count; s++) if (owners[s] !== run.owner) costs[s] += run.weight;
  }
  const states = new Uint16Array(runs.length);
  states[runs.length - 1] = leastOf(costs);
  for (let r = runs.length - 1; r > 0; r--) states[r - 1] = cameFrom[r * count + states[r]];
  return states;
}

function leastOf(costs: Float64Array): number {
  let best = 0;
  for (let s = 1; s < costs.length; s++) if (costs[s] < costs[best]) best = s;
  return best;
}
