import { NO_OFFSET, NO_PERSON, TextColumn, WholeColumn } from "../toolkit/core/columns.ts";
import { EVENT_KINDS, type Events } from "../toolkit/core/events.ts";
import { toTable } from "../toolkit/core/table.ts";
import { sharedFloat64 } from "../workers/shared.ts";

const NUMBERS = new Set(["duration", "bytes", "amount"]);
const TEXTS = new Set("direction status phone peer user device ip session cell currency".split(" "));
const NOT_FIELDS = new Set(["at", "kind", "name", "person", "link", "source", "row"]);
const STEP =
  /^(?:(\d{4}-\d{2}-\d{2})\s*)?(?:(\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)\s+|\s)?([a-z]+)(?:\.(\S+))?((?:\s+\w+=\S+)*)$/;

/**
 * People and what they do, told as journeys, as an events table. Rows stand person by person in the order told.
 *
 * A journey is a list of steps, separated by commas or line ends: `[date] [time] kind[.name] [field=value ...]`. Times
 * are UTC; a date holds for the steps after it (the first is 2026-03-01 unless told), a step without a time repeats
 * the time of the step before (00:00 after a new date). Fields are columns: `phone=+351912345678 user=u1 device=d1 amount=9.5`; a value has no
 * blank and no comma. Columns of one's own are numbers when every value is one, else text.
 *
 * @param people journeys by name; people are numbered 0, 1, ... as told. The name `nobody` stands for rows without a
 * person (-1).
 * @param fields fields that every step of a person has, by name, such as `{ann: "phone=+351912345678"}`; a step's own
 * value wins
 * @returns columns `at kind name person link source row` and one for each field that occurs
 * @example
 * journeys({ ann: "10:00 sms.otp phone=+351912345678, 10:01 auth.login user=u1", bob: "2026-03-05 09:00 call status=missed" })
 */
export function journeys(
  people: Readonly<Record<string, string>>,
  fields: Readonly<Record<string, string>> = {},
): Events {
  const rows: Row[] = [];
  let next = 0;
  for (const [who, journey] of Object.entries(people)) {
    const person = who === "nobody" ? NO_PERSON : next++;
    const always = toFields(fields[who] ?? "", who);
    let day = "2026-03-01";
    let time = "00:00";
    for (const step of journey.split(/[,\n]/).map((s) => s.trim())) {
      if (step === "") continue;
      const parts = STEP.exec(step);
      if (!parts) throw new Error(`journeys: "${step}" of ${who} is not "[date] [time] kind[.name] [field=value ...]"`);
      const [, date, clock, kind, name, rest] = parts;
      if (!EVENT_KINDS.includes(kind as never)) throw new Error(`journeys: "${kind}" of ${who} is no kind of event`);
      if (date) [day, time] = [date, "00:00"];
      if (clock) time = clock;
      const at = Date.parse(`${day}T${time.padStart(time.length + (time.indexOf(":") === 1 ? 1 : 0), "0")}Z`);
      if (Number.isNaN(at)) throw new Error(`journeys: "${step}" of ${who} has no valid time`);
      rows.push({ at, kind, name: name ?? null, person, fields: { ...always, ...toFields(rest, who) } });
    }
  }
  return toTable({
    at: shared(rows.map(({ at }) => at)),
    kind: TextColumn.from(rows.map(({ kind }) => kind)),
    name: TextColumn.from(rows.map(({ name }) => name)),
    ...Object.fromEntries(
      [...new Set(rows.flatMap((row) => Object.keys(row.fields)))].map((field) => [field, column(rows, field)]),
    ),
    person: new WholeColumn(
      Int32Array.from(rows, ({ person }) => person),
      NO_PERSON,
    ),
    link: shared(rows.map(({ person }) => (person === NO_PERSON ? Number.NaN : 1))),
    source: TextColumn.from(rows.map(() => "journeys")),
    row: shared(rows.map((_, i) => i + 1)),
  }) as unknown as Events;
}

function shared(values: readonly number[]) {
  const column = sharedFloat64(values.length);
  column.set(values);
  return column;
}

interface Row {
  at: number;
  kind: string;
  name: string | null;
  person: number;
  fields: Record<string, string>;
}

function toFields(text: string, who: string): Record<string, string> {
  const pairs =
    text.trim() === ""
      ? []
      : text
          .trim()
          .split(/\s+/)
          .map((pair) => pair.split(/=(.*)/s, 2) as [string, string]);
  const wrong = pairs.find(([name, value]) => value === undefined || value === "" || NOT_FIELDS.has(name));
  if (wrong) throw new Error(`journeys: "${wrong.join("=")}" of ${who} is not a field`);
  return Object.fromEntries(pairs);
}

function column(rows: readonly Row[], field: string) {
  const values = rows.map((row) => row.fields[field] ?? null);
  if (field === "offset") {
    return new WholeColumn(
      Int16Array.from(values, (v) => (v === null ? NO_OFFSET : Number(v))),
      NO_OFFSET,
    );
  }
  const own = !TEXTS.has(field);
  const numeric = NUMBERS.has(field) || (own && values.every((v) => v === null || Number.isFinite(Number(v))));
  return numeric ? shared(values.map((v) => (v === null ? Number.NaN : Number(v)))) : TextColumn.from(values);
}
