/** Whole numbers below 2^31 that every engine works out exactly: nobody has to read another's data. */
export const mixed = (i: number): number => {
  const a = (i * 48_271) % 2_147_483_647;
  return ((a % 65_536) * 40_014 + Math.floor(a / 65_536) * 30_011) % 2_147_483_399;
};

/** The same in SQL. */
export function mixedSql(engine: "DuckDB" | "ClickHouse", i: string): string {
  const a = `((${i}) * 48271) % 2147483647`;
  const high = engine === "DuckDB" ? `((${a}) // 65536)` : `intDiv(${a}, 65536)`;
  return `((((${a}) % 65536) * 40014 + ${high} * 30011) % 2147483399)`;
}

/** Rows `i` from 0 up, as 64-bit whole numbers. */
export const rowsSql = (engine: "DuckDB" | "ClickHouse", rows: number): string =>
  engine === "DuckDB" ? `range(${rows}) t(i)` : `(SELECT toInt64(number) AS i FROM numbers(${rows})) t`;
