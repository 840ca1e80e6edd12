/** How often each person that was made and each true person share a row: the contingency table of two partitions. */
export interface Agreement {
  /** Rows of each pair of a person and a true person, by `person * SPAN + truth`. */
  readonly cells: ReadonlyMap<number, number>;
  /** Linked rows of each person, and all rows of each true person. */
  readonly made: ReadonlyMap<number, number>;
  readonly real: ReadonlyMap<number, number>;
  /** Rows whose true person is known, and those of them that have a person. */
  readonly rows: number;
  readonly linked: number;
}

/** Exact up to 2^53. */
const SPAN = 2 ** 26;

/** Counts the rows; a negative person is none, a negative truth leaves the row out, as does a `take` that says no. */
export function toAgreement(
  person: ArrayLike<number>,
  truth: ArrayLike<number>,
  take: (row: number) => boolean = () => true,
): Agreement {
  const cells = new Map<number, number>();
  const made = new Map<number, number>();
  const real = new Map<number, number>();
  let [rows, linked] = [0, 0];
  for (let row = 0; row < truth.length; row++) {
    if (truth[row] < 0 || !take(row)) continue;
    rows++;
    add(real, truth[row], 1);
    if (person[row] < 0) continue;
    linked++;
    add(made, person[row], 1);
    add(cells, keyOf(person[row], truth[row]), 1);
  }
  return { cells, made, real, rows, linked };
}

const keyOf = (person: number, truth: number) => person * SPAN + truth;
const personOf = (cell: number) => Math.floor(cell / SPAN);
const truthOf = (cell: number) => cell % SPAN;

function add(map: Map<number, number>, key: number, n: number): void {
  map.set(key, (map.get(key) ?? 0) + n);
}

/** Pairs of rows that have the same person: `n (n - 1) / 2` of each count. */
export function pairsIn(counts: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const n of counts.values()) sum += (n * (n - 1)) / 2;
  return sum;
}

/** Whether a row of this person and this true person is right: each is the one with most rows of the other. */
export function rightCells({ cells }: Agreement): (person: number, truth: number) => boolean {
  const ofPerson = new Map<number, number>();
  const ofTruth = new Map<number, number>();
  const better = (best: Map<number, number>, of: number, key: number, n: number) => {
    const now = best.get(of);
    if (now === undefined || n > cells.get(now)! || (n === cells.get(now) && key < now)) best.set(of, key);
  };
  for (const [key, n] of cells) {
    better(ofPerson, personOf(key), key, n);
    better(ofTruth, truthOf(key), key, n);
  }
  return (person, truth) => {
    const key = keyOf(person, truth);
    return ofPerson.get(person) === key && ofTruth.get(truth) === key;
  };
}

/** Rows that are right. */
export function rightRows(agreement: Agreement): number {
  const isRight = rightCells(agreement);
  let sum = 0;
  for (const [key, n] of agreement.cells) if (isRight(personOf(key), truthOf(key))) sum += n;
  return sum;
}

/** True persons of whom one person has all rows, and nobody else's. */
export function wholePeople({ cells, made, real }: Agreement): number {
  let sum = 0;
  for (const [key, n] of cells) if (made.get(personOf(key)) === n && real.get(truthOf(key)) === n) sum++;
  return sum;
}

/** B-cubed precision and recall as the mean of all rows, and as the mean over true persons of the mean of their rows. */
export function bCubed({ cells, made, real, rows }: Agreement) {
  const precision = new Map<number, number>();
  const recall = new Map<number, number>();
  const alone = new Map(real);
  for (const [key, n] of cells) {
    const truth = truthOf(key);
    add(precision, truth, (n * n) / made.get(personOf(key))!);
    add(recall, truth, (n * n) / real.get(truth)!);
    add(alone, truth, -n);
  }
  const sums = { rows: [0, 0], people: [0, 0] };
  for (const [truth, n] of real) {
    // A row that was not linked is a person by itself: all of it is right, and it has found one row.
    const mine = [(precision.get(truth) ?? 0) + alone.get(truth)!, (recall.get(truth) ?? 0) + alone.get(truth)! / n];
    for (const i of [0, 1]) {
      sums.rows[i] += mine[i];
      sums.people[i] += mine[i] / n;
    }
  }
  const share = ([p, r]: number[], of: number) => ({ precision: p / of, recall: r / of });
  return { rows: share(sums.rows, rows), people: share(sums.people, real.size) };
}
