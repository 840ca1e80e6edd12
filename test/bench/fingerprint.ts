const PRIME = 1_000_003;
const WEIGHTS = [31, 7, 13, 17, 19, 23, 29, 37, 41, 43];

/** A column of whole numbers: values, or a function of the row; null and NaN count as -1. */
export type Whole = ArrayLike<number> | ((row: number) => number | null | undefined);

/**
 * Rows, and two sums over them that do not depend on their order: each row is mixed from all its values, then summed,
 * and summed once more as its square, so that values in the wrong row show.
 */
export function fingerprint(rows: number, columns: readonly Whole[]): string {
  const at = columns.map((column) => (typeof column === "function" ? column : (row: number) => column[row]));
  let plain = 0;
  let squared = 0;
  for (let row = 0; row < rows; row++) {
    let mixed = 0;
    for (let c = 0; c < at.length; c++) {
      const value = at[c]!(row);
      mixed += ((value === null || value === undefined || Number.isNaN(value) ? -1 : value) % PRIME) * WEIGHTS[c]!;
    }
    mixed %= PRIME;
    plain += mixed;
    squared += (mixed * mixed) % PRIME;
  }
  return `${rows} ${plain} ${squared}`;
}

/** The same in SQL, over expressions that give 64-bit whole numbers; DuckDB and ClickHouse both understand it. */
export function fingerprintSql(table: string, columns: readonly string[]): string {
  const mixed = columns.map((c, i) => `(coalesce(${c}, -1) % ${PRIME}) * ${WEIGHTS[i]}`).join(" + ");
  return `SELECT count(*) AS n, sum(m) AS a, sum(m * m % ${PRIME}) AS b FROM (SELECT (${mixed}) % ${PRIME} AS m FROM ${table})`;
}
