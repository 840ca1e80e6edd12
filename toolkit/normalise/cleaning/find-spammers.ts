import { sharedInt32 } from "../../../workers/shared.ts";
import { NO_OFFSET } from "../../core/columns.ts";
import { mask } from "../../core/mask.ts";
import type { EventView } from "./event-view.ts";
import type { Finding, Found } from "./found.ts";
import { orderBy } from "./order-by.ts";

const DAY = 864e5;
const KINDS = ["call", "sms", "mms"];

/**
 * Numbers that reach for very many others on one local day, nearly each once, and are hardly answered: their calls are
 * not taken, their messages bring nothing back. Names and short numbers are firms' and never spammers: mass notices are wanted.
 */
export async function findSpammers(
  view: EventView,
  { contacts, unanswered }: { contacts: number; unanswered: number },
): Promise<Found> {
  const { length } = view.alive;
  const kind = view.text("kind");
  const wanted = Uint8Array.from(kind.values, (name) => (KINDS.includes(name) ? 1 : 0));
  const call = kind.values.indexOf("call");
  const direction = view.text("direction");
  const [out, received] = [direction.values.indexOf("out"), direction.values.indexOf("in")];
  const status = view.text("status");
  const answered = status.values.indexOf("answered");
  const { phone, peer, names } = unitedNumbers(view);
  const isNumber = numbersAmong(names);
  const own = ownLines(phone, direction.codes, out, names.length);
  const maker = sharedInt32(length).fill(-1);
  const target = new Int32Array(length).fill(-1);
  const reached = new Int32Array(names.length);
  for (let i = 0; i < length; i++) {
    const made = direction.codes[i] === out;
    if (view.alive[i] === 0 || view.believed[i] === 0 || kind.codes[i]! < 0 || wanted[kind.codes[i]!] === 0) continue;
    if (phone[i]! < 0 || peer[i]! < 0 || !(made || direction.codes[i] === received)) continue;
    const by = made ? phone[i]! : peer[i]!;
    target[i] = made ? peer[i]! : phone[i]!;
    reached[target[i]!]!++;
    // of a line whose own records are there, those of the others would count twice
    if (isNumber[by] === 1 && (made || own[by] === 0)) maker[i] = by;
  }
  const { rows, at, offsets } = await orderBy(view, maker, names.length);
  const offset = view.offsets();
  const seen = new Int32Array(names.length).fill(-1);
  const marks = new Uint8Array(length);
  const findings: Finding[] = [];
  let stamp = 0;
  for (let number = 0; number < names.length; number++) {
    const [from, to] = [offsets[number]!, offsets[number + 1]!];
    if (to - from < contacts) continue;
    let [most, calls, taken, today, others] = [0, 0, 0, Number.NaN, 0];
    for (let i = from; i < to; i++) {
      const row = rows[i]!;
      if (kind.codes[row] === call) {
        calls++;
        if (answered >= 0 && status.codes[row] === answered) taken++;
      }
      const minutes = offset[row]!;
      const day = Math.floor((at[i]! + (minutes === NO_OFFSET ? 0 : minutes * 60_000)) / DAY);
      if (day !== today) {
        today = day;
        others = 0;
        stamp++;
      }
      if (seen[target[row]!] !== stamp) {
        seen[target[row]!] = stamp;
        most = Math.max(most, ++others);
      }
    }
    const acts = to - from;
    const lost = calls > 0 && answered >= 0 ? 1 - taken / calls : Number.NaN;
    const silent = 1 - Math.min(1, reached[number]! / acts);
    if (most < contacts || !((Number.isNaN(lost) ? silent : calls * 2 > acts ? lost : silent) >= unanswered)) continue;
    for (let i = from; i < to; i++) marks[rows[i]!] = 1;
    const share = Number.isNaN(lost) || calls * 2 <= acts ? silent : lost;
    const evidence = `up to ${most} others in a day, ${(100 * share).toFixed(0)} % without an answer`;
    const span = { from: at[from]!, to: at[to - 1]! + 1 };
    findings.push({ rule: "spammer", what: mask(names[number]!), ...span, rows: acts, expected: Number.NaN, evidence });
  }
  return { marks, findings };
}

/** Subscribers and other parties under one numbering. */
function unitedNumbers(view: EventView) {
  const phone = view.text("phone");
  const peer = view.text("peer");
  const place = new Map(phone.values.map((value, code) => [value, code]));
  const names = [...phone.values];
  const moved = Int32Array.from(peer.values, (value) => place.get(value) ?? names.push(value) - 1);
  const united = new Int32Array(peer.codes.length);
  for (let i = 0; i < united.length; i++) united[i] = peer.codes[i]! < 0 ? -1 : moved[peer.codes[i]!]!;
  return { phone: phone.codes, peer: united, names };
}

/** In data with numbers in E.164 these; among pseudonyms all that are no words and no keys such as `short:PT:112`. */
export function numbersAmong(names: readonly string[]): Uint8Array {
  const plain = names.some((name) => name.startsWith("+"));
  return Uint8Array.from(names, (name) =>
    (plain ? name.startsWith("+") : /\d/.test(name) && !name.includes(":")) ? 1 : 0,
  );
}

function ownLines(phone: Int32Array, direction: Int32Array, out: number, count: number): Uint8Array {
  const own = new Uint8Array(count);
  for (let i = 0; i < phone.length; i++) if (phone[i]! >= 0 && direction[i] === out) own[phone[i]!] = 1;
  return own;
}
