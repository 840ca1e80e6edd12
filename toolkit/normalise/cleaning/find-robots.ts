import { sharedInt32 } from "../../../workers/shared.ts";
import { NO_OFFSET } from "../../core/columns.ts";
import { formatDuration } from "../../core/duration.ts";
import { mask } from "../../core/mask.ts";
import type { EventView } from "./event-view.ts";
import type { Finding, Found } from "./found.ts";
import { saysMachine } from "./machine-agents.ts";
import { orderBy } from "./order-by.ts";

/** What nobody does, but is done to them or told of them. */
const NO_ACTS = ["crm", "push", "topup"];
const HOUR = 36e5;
const DAY = 864e5;
/** Waiting times shorter than this are those within one visit or call. */
const SHORTEST = 20_000;

interface Limits {
  rows: number;
  daily: number;
  rest: number;
  regular: number;
  incoming: number;
}

/**
 * Lines (by what they make), and for rows without a number users, devices or addresses, that behave like machines: by
 * their own words, because they never rest, or because they keep time like a clock.
 */
export async function findRobots(view: EventView, limits: Limits): Promise<Found> {
  const { codes, names, incoming } = subjects(view);
  const { rows, at, offsets } = await orderBy(view, codes, names.length);
  const agent = view.has("agent") ? view.text("agent") : undefined;
  const spoken = Uint8Array.from(agent?.values ?? [], (text) => (saysMachine(text) ? 1 : 0));
  const offset = view.offsets();
  const marks = new Uint8Array(view.rows);
  const findings: Finding[] = [];
  for (let subject = 0; subject < names.length; subject++) {
    const [from, to] = [offsets[subject]!, offsets[subject + 1]!];
    const acts = to - from;
    if (acts === 0 || (agent === undefined && acts < limits.rows)) continue;
    let said = 0;
    for (let i = from; agent && i < to; i++) {
      const code = agent.codes[rows[i]!]!;
      if (code >= 0 && spoken[code] === 1) said++;
    }
    const words =
      said * 2 > acts
        ? ["its agent says that it is a machine"]
        : acts < limits.rows
          ? []
          : [...restless(rows, at, offset, from, to, incoming[subject]!, limits), ...regular(at, from, to, limits)];
    if (words.length === 0) continue;
    for (let i = from; i < to; i++) marks[rows[i]!] = 1;
    const what = mask(names[subject]!);
    const span = { from: at[from]!, to: at[to - 1]! + 1 };
    findings.push({ rule: "robot", what, ...span, rows: acts, expected: Number.NaN, evidence: words.join("; ") });
  }
  return { marks, findings };
}

/** Who acts in each row, and how often others reached for a line. */
function subjects(view: EventView) {
  const kind = view.text("kind");
  const counts = Uint8Array.from(kind.values, (name) => (NO_ACTS.includes(name) ? 0 : 1));
  const direction = view.text("direction");
  const received = direction.values.indexOf("in");
  const columns = ["phone", "user", "device", "ip"].map((name) => view.text(name));
  const names = columns.flatMap(({ values }) => values);
  const incoming = new Int32Array(names.length);
  const codes = sharedInt32(view.rows).fill(-1);
  for (let i = 0; i < codes.length; i++) {
    if (view.alive[i] === 0 || view.believed[i] === 0 || kind.codes[i]! < 0 || counts[kind.codes[i]!] === 0) continue;
    let first = 0;
    for (const { codes: own, values } of columns) {
      const code = own[i]!;
      if (code >= 0) {
        if (received >= 0 && direction.codes[i] === received && first === 0) incoming[code]!++;
        else codes[i] = first + code;
        break;
      }
      first += values.length;
    }
  }
  return { codes, names, incoming };
}

function restless(
  rows: Uint32Array,
  at: Float64Array,
  offset: Int16Array,
  from: number,
  to: number,
  incoming: number,
  limits: Limits,
): string[] {
  if (incoming > limits.incoming * (to - from)) return [];
  const hours = new Int32Array(24);
  const days: number[] = [];
  let today = Number.NaN;
  for (let i = from; i < to; i++) {
    const minutes = offset[rows[i]!]!;
    const local = at[i]! + (minutes === NO_OFFSET ? 0 : minutes * 60_000);
    hours[Math.floor(local / HOUR) % 24]!++;
    const day = Math.floor(local / DAY);
    if (day === today) days[days.length - 1]!++;
    else days.push(1);
    today = day;
  }
  days.sort((a, b) => a - b);
  const ordinary = days[days.length >> 1]!;
  let quiet = to - from;
  for (let first = 0; first < 24; first++) {
    let sum = 0;
    for (let k = 0; k < 6; k++) sum += hours[(first + k) % 24]!;
    quiet = Math.min(quiet, sum);
  }
  const share = quiet / (to - from);
  if (!(share >= limits.rest && ordinary >= limits.daily)) return [];
  return [
    `no rest: ${(100 * share).toFixed(0)} % of its acts in its quietest six hours, ${ordinary} on an ordinary day`,
  ];
}

function regular(at: Float64Array, from: number, to: number, limits: Limits): string[] {
  const waits = new Float64Array(to - from - 1);
  let count = 0;
  for (let i = from + 1; i < to; i++) if (at[i]! - at[i - 1]! >= SHORTEST) waits[count++] = at[i]! - at[i - 1]!;
  if (count * 2 < waits.length || count * 2 < limits.rows) return [];
  const sorted = waits.subarray(0, count).sort();
  let most = 0;
  let usual = 0;
  for (let low = 0, high = 0; high < count; high++) {
    while (sorted[high]! - sorted[low]! > 2000) low++;
    if (high - low + 1 <= most) continue;
    most = high - low + 1;
    usual = sorted[(low + high) >> 1]!;
  }
  const share = most / count;
  if (!(share >= limits.regular)) return [];
  return [`like a clock: ${(100 * share).toFixed(0)} % of its waiting times are ${formatDuration(usual)}, to a second`];
}
