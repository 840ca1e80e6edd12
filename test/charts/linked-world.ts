import { table } from "arquero";
import { cooccurrence } from "../../toolkit/link/cooccurrence.ts";
import { evaluatePairs } from "../../toolkit/link/evaluate-pairs.ts";
import { otpWorld } from "../link/otp-world.ts";

const world = otpWorld({ seed: 7, users: 1500, days: 10, perUser: 3, orphans: 0.15 });
const split = [...world.pairs].map((pair) => pair.split(" "));

/** Codes and logins of a small world, what timing found in it, and its scores. */
export const found = await cooccurrence(
  world.table,
  { trigger: "sms", response: "auth" },
  { control: false, workers: 0 },
);
export const scores = evaluatePairs(
  found,
  table({ phone: split.map(([phone]) => phone), user: split.map(([, user]) => user) }),
);
