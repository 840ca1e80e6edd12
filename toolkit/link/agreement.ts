/** How often each person that was made and each true person share a row: the contingency table of two partitions. */
export interface Agreement {
  /** Pairs of a person and a true person that share rows, and how many. */
  readonly cells: { readonly person: Int32Array; readonly truth: Int32Array; readonly rows: Float64Array };
  /** Linked rows of each person, and all rows of each true person, by their number. */
  readonly made: Float64Array;
  readonly real: Float64Array;
  /** Persons and true persons that have rows. */
  readonly persons: number;
  readonly truePersons: number;
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
  const [made, real] = [new Float64Array(mostOf(person) + 1), new Float64Array(mostOf(truth) + 1)];
  const keys = new Float64Array(truth.length);
  let [rows, linked] = [0, 0];
  for (let row = 0; row < truth.length; row++) {
    if (truth[row] < 0 || !take(row)) continue;
    rows++;
    real[truth[row]]++;
    if (person[row] < 0) continue;
    made[person[row]]++;
    keys[linked++] = person[row] * SPAN + truth[row];
  }
  const present = (counts: Float64Array) => counts.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0);
  const cells = toCells(keys.subarray(0, linked).sort());
  return { cells, made, real, persons: present(made), truePersons: present(real), rows, linked };
}

function mostOf(codes: ArrayLike<number>): number {
  let most = -1;
  for (let row = 0; row < codes.length; row++) if (codes[row] > most) most = codes[row];
  return most;
}

function toCells(keys: Float64Array): Agreement["cells"] {
  let count = 0;
  for (let i = 0; i < keys.length; i++) if (i === 0 || keys[i] !== keys[i - 1]) count++;
  const [person, truth, rows] = [new Int32Array(count), new Int32Array(count), new Float64Array(count)];
  for (let i = 0, cell = -1; i < keys.length; i++) {
    if (i === 0 || keys[i] !== keys[i - 1]) {
      person[++cell] = Math.floor(keys[i] / SPAN);
      truth[cell] = keys[i] % SPAN;
    }
    rows[cell]++;
  }
  return { person, truth, rows };
}

/** Pairs of rows that have the same person: `n (n - 1) / 2` of each count. */
export function pairsIn(counts: Float64Array): number {
  let sum = 0;
  for (const n of counts) sum += (n * (n - 1)) / 2;
  return sum;
}

/** Whether a row of this person and this true person is right: each is the one with most rows of the other. */
export function rightCells({ cells, made, real }: Agreement): (person: number, truth: number) => boolean {
  const { person, truth, rows } = cells;
  const ofPerson = new Int32Array(made.length).fill(-1);
  const ofTruth = new Int32Array(real.length).fill(-1);
  const better = (best: Int32Array, of: number, cell: number) => {
    if (best[of] < 0 || rows[cell] > rows[best[of]]) best[of] = cell;
  };
  for (let cell = 0; cell < rows.length; cell++) {
    better(ofPerson, person[cell], cell);
    better(ofTruth, truth[cell], cell);
  }
  return (p, t) => p >= 0 && t >= 0 && ofPerson[p] >= 0 && truth[ofPerson[p]] === t && ofTruth[t] === ofPerson[p];
}

/** Rows that are right. */
export function rightRows(agreement: Agreement): number {
  const { person, truth, rows } = agreement.cells;
  const isRight = rightCells(agreement);
  let sum = 0;
  for (let cell = 0; cell < rows.length; cell++) if (isRight(person[cell], truth[cell])) sum += rows[cell];
  return sum;
}

/** True persons of whom one person has all rows, and nobody else's. */
export function wholePeople({ cells, made, real }: Agreement): number {
  const { person, truth, rows } = cells;
  let sum = 0;
  for (let cell = 0; cell < rows.length; cell++) {
    if (made[person[cell]] === rows[cell] && real[truth[cell]] === rows[cell]) sum++;
  }
  return sum;
}

/** B-cubed precision and recall as the mean of all rows, and as the mean over true persons of the mean of their rows. */
export function bCubed({ cells, made, real, rows, truePersons }: Agreement) {
  const precision = new Float64Array(real.length);
  const recall = new Float64Array(real.length);
  const alone = real.slice();
  for (let cell = 0; cell < cells.rows.length; cell++) {
    const [truth, n] = [cells.truth[cell], cells.rows[cell]];
    precision[truth] += (n * n) / made[cells.person[cell]];
    recall[truth] += (n * n) / real[truth];
    alone[truth] -= n;
  }
  const sums = { rows: [0, 0], people: [0, 0] };
  for (const [truth, n] of real.entries()) {
    if (n === 0) continue;
    // A row that was not linked is a person by itself: all of it is right, and it has found one row.
    const mine = [precision[truth] + alone[truth], recall[truth] + alone[truth] / n];
    for (const i of [0, 1]) {
      sums.rows[i] += mine[i];
      sums.people[i] += mine[i] / n;
    }
  }
  const share = ([p, r]: number[], of: number) => ({ precision: p / of, recall: r / of });
  return { rows: share(sums.rows, rows), people: share(sums.people, truePersons) };
}
