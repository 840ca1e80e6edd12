import type { PersonOrder } from "../../workers/kernels/person-order.ts";
import { sharedFloat64, sharedInt32 } from "../../workers/shared.ts";
import { type ComputeOptions, compute } from "../core/compute.ts";
import type { RowOrders } from "./decide.ts";
import type { Identifiers } from "./identifiers.ts";
import type { Marks } from "./marks.ts";
import { mergeOrder } from "./merge-order.ts";
import type { Renumbered } from "./renumbered.ts";

interface Input extends Record<"user" | "phone" | "device", Identifiers> {
  at: Float64Array<SharedArrayBuffer>;
  marks: Marks;
}

type Run = ComputeOptions & { workers: number };

/** Sorts rows by number and time, by device and time, and logins where records are to be doubted by them. */
export async function toRowOrders(input: Input, run: Run, known?: KnownOrders): Promise<RowOrders> {
  const { user, at, marks } = input;
  const [phone, device] = await Promise.all(
    (["phone", "device"] as const).map((kind) => toOrder(input[kind], at, run, kind, known)),
  );
  return { phone, device, logins: await toLogins(user, at, marks, run, known) };
}

/** Orders of the rows before `begin`, and how their identifiers are numbered now. */
export interface KnownOrders extends Record<"user" | "phone" | "device", Renumbered> {
  orders: RowOrders;
  begin: number;
}

/** Only new rows are sorted, and put between the others. */
async function toOrder(
  { codes, texts }: Identifiers,
  at: Float64Array<SharedArrayBuffer>,
  run: Run,
  kind: "phone" | "device",
  known: KnownOrders | undefined,
): Promise<PersonOrder> {
  const isKnown = known !== undefined && !known[kind].returned;
  const begin = isKnown ? known.begin : 0;
  const task = { person: codes.subarray(begin), at: at.subarray(begin), from: 0, to: texts.length };
  const [order] = await compute("link", "personOrder", [task], run);
  if (!isKnown) return order;
  for (let i = 0; i < order.rows.length; i++) order.rows[i] += begin;
  return mergeOrder(known.orders[kind], order, known[kind].before);
}

/** Logins by user and time, and by time alone. */
async function toLogins(
  { codes, texts }: Identifiers,
  at: Float64Array,
  { code, record }: Marks,
  run: Run,
  known: KnownOrders | undefined,
) {
  if (!record.includes(1) || !code.includes(2)) return undefined;
  const goesOn = known?.orders.logins !== undefined && !known.user.returned;
  const before = goesOn ? known.orders.logins?.logins.rows : undefined;
  const found = Array.from(before ?? []).filter((row) => codes[row] >= 0);
  for (let row = goesOn ? known.begin : 0; row < code.length; row++) {
    if (code[row] === 2 && codes[row] >= 0) found.push(row);
  }
  const [person, times] = [sharedInt32(found.length), sharedFloat64(found.length)];
  for (let i = 0; i < found.length; i++) {
    person[i] = codes[found[i]];
    times[i] = at[found[i]];
  }
  const tasks = [
    { person, at: times, from: 0, to: texts.length },
    { person: sharedInt32(found.length), at: times, from: 0, to: 1 },
  ];
  const placed = (order: PersonOrder) => ({ ...order, rows: order.rows.map((i) => found[i]) });
  const [ofUser, logins] = await compute("link", "personOrder", tasks, run);
  return { ofUser: placed(ofUser), logins: placed(logins) };
}

/** When the first and the last use of anything were seen. */
export function usesBetween(at: Float64Array, idle: Uint8Array): { begin: number; end: number } {
  let [begin, end] = [Infinity, -Infinity];
  for (let row = 0; row < at.length; row++) {
    if (idle[row] === 1) continue;
    if (at[row] < begin) begin = at[row];
    if (at[row] > end) end = at[row];
  }
  return { begin, end };
}
