import { TextColumn } from "../../../toolkit/core/columns.ts";
import { TimeTexts } from "../../../toolkit/normalise/time-texts.ts";
import { openDuckdb } from "../engines/duckdb.ts";
import { fingerprint, fingerprintSql } from "../fingerprint.ts";
import type { Case, Contender, Setting } from "../job.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const FIRST = Date.UTC(2025, 0, 1);

/** One spelling each, and how the others are told to read it. */
const SPELLINGS: Record<string, { write(time: Date): string; format: string; zoned?: boolean; isDate?: boolean }> = {
  "iso, local": { write: (t) => t.toISOString().slice(0, 19).replace("T", " "), format: "%Y-%m-%d %H:%M:%S" },
  "iso, offset": {
    write: (t) => `${new Date(t.getTime() + 36e5).toISOString().slice(0, 23)}+01:00`,
    format: "%Y-%m-%dT%H:%M:%S.%g%z",
    zoned: true,
  },
  "access log": {
    write: (t) => {
      const text = new Date(t.getTime() + 36e5).toISOString();
      return `${text.slice(8, 10)}/${MONTHS[Number(text.slice(5, 7)) - 1]}/${text.slice(0, 4)}:${text.slice(11, 19)} +0100`;
    },
    format: "%d/%b/%Y:%H:%M:%S %z",
    zoned: true,
  },
  unix: {
    write: (t) => {
      const text = t.toISOString();
      return `${DAYS[t.getUTCDay()]} ${MONTHS[t.getUTCMonth()]} ${text.slice(8, 10)} ${text.slice(11, 19)} ${text.slice(0, 4)}`;
    },
    format: "%a %b %d %H:%M:%S %Y",
  },
};

/** Times as text, all distinct, to milliseconds: on one thread, all of it but the making of the texts. */
export default async function* times({ rows, wanted, note }: Setting): AsyncGenerator<Case> {
  const some = Math.min(rows, 2e6);
  if (some < rows) note(`${some.toLocaleString("en")} rows: each text is an object of its own`);
  for (const [name, { write, format, zoned }] of Object.entries(SPELLINGS)) {
    if (!wanted(name)) continue;
    const texts = Array.from({ length: some }, (_, i) => write(new Date(FIRST + i * 1000)));
    const duckdb = await openDuckdb(1);
    await fill(duckdb, texts);
    const column = TextColumn.from(texts);
    const answer = (at: Float64Array) => ({ fingerprint: () => fingerprint(some, [(row) => at[row]! / 1000]) });
    const contenders: Contender[] = [
      {
        name: "phonograph",
        ours: true,
        run: async () => {
          const reader = new TimeTexts({});
          const at = new Float64Array(some);
          for (let row = 0; row < some; row++) {
            at[row] = reader.read(column.values[row]!) ? reader.wall - (zoned ? reader.zone * 6e4 : 0) : Number.NaN;
          }
          return answer(at);
        },
      },
      {
        name: "DuckDB strptime, one thread",
        run: async () => {
          await duckdb.run(
            `CREATE OR REPLACE TABLE read AS SELECT CAST(epoch_ms(strptime(s, '${format}')) / 1000 AS BIGINT) AS t FROM texts`,
          );
          return { fingerprint: () => duckdb.first(fingerprintSql("read", ["t"])) };
        },
      },
      ...(name === "access log" ? [] : [byDate(texts, zoned, answer)]),
      ...(name.startsWith("iso") ? [byTemporal(texts.slice(0, 2e5), zoned)] : []),
    ];
    yield { name, rows: some, contenders };
    duckdb.close();
  }
}

type Duckdb = Awaited<ReturnType<typeof openDuckdb>>;

async function fill(duckdb: Duckdb, texts: readonly string[]): Promise<void> {
  await duckdb.run("SET TimeZone = 'UTC'");
  await duckdb.run("CREATE OR REPLACE TABLE texts (s VARCHAR)");
  for (let begin = 0; begin < texts.length; begin += 50_000) {
    const some = texts.slice(begin, begin + 50_000);
    await duckdb.run(`INSERT INTO texts SELECT unnest(['${some.join("', '")}'])`);
  }
}

function byDate(
  texts: readonly string[],
  zoned: boolean | undefined,
  answer: (at: Float64Array) => { fingerprint: () => string },
): Contender {
  return {
    name: "Date.parse, row by row",
    run: async () => {
      const at = new Float64Array(texts.length);
      for (let row = 0; row < texts.length; row++) at[row] = Date.parse(zoned ? texts[row]! : `${texts[row]}Z`);
      return answer(at);
    },
  };
}

function byTemporal(texts: readonly string[], zoned: boolean | undefined): Contender {
  return {
    name: "Temporal, row by row",
    rows: texts.length,
    run: async () => {
      const at = Float64Array.from(texts, (text) =>
        zoned
          ? Temporal.Instant.from(text).epochMilliseconds
          : Temporal.PlainDateTime.from(text).toZonedDateTime("UTC").epochMilliseconds,
      );
      return { fingerprint: () => String(at.length) };
    },
  };
}
