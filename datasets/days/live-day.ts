import { afterSimChange } from "../frauds/look-alikes.ts";
import { imeiOf } from "../world/ids.ts";
import { isCustomer, NEVER, type World } from "../world/world.ts";
import { appSession } from "./app-session.ts";
import { callCare, callFromOutside, callSomeone } from "./calls.ts";
import { foreignOtp, serviceMessage, textFromOutside, textSomeone } from "./messages.ts";
import { dataSession, sendMms, topUp, ussd } from "./network-use.ts";
import { payBill } from "./payments.ts";
import type { Sim } from "./sim.ts";
import { webVisit } from "./web-visit.ts";

/** Mean events a day of an average person; personal habits multiply them. */
export const DAILY = {
  callsOut: 0.3,
  callsIn: 0.15,
  textsOut: 0.16,
  textsIn: 0.07,
  data: 0.28,
  ussdPrepaid: 0.05,
  ussdPostpaid: 0.01,
  mms: 0.01,
  topUp: 0.075,
  app: 0.095,
  web: 0.028,
  foreignOtp: 0.035,
  service: 0.04,
  care: 0.004,
  careAfterComplaint: 0.25,
} as const;

const means = new Float64Array(13);
const acts = [
  callSomeone,
  callFromOutside,
  textSomeone,
  textFromOutside,
  dataSession,
  ussd,
  sendMms,
  topUp,
  appSession,
  webVisit,
  foreignOtp,
  serviceMessage,
  callCare,
];

/** What happens to the person this morning: a new phone, a new card. */
export function startDay(sim: Sim, person: number): void {
  const { world, day } = sim;
  if (day === world.newDevice[person]) {
    world.device[person] = person * 2 + 1;
    world.imei[person] = imeiOf(person * 2 + 1, 0, world.seed);
  }
  if (day === world.simChange[person] && isCustomer(world, person, day)) afterSimChange(sim, person);
}

/** Everything one customer does and gets on one day. */
export function liveDay(sim: Sim, person: number): void {
  const { world, day } = sim;
  if (day < world.joined[person] || day >= world.left[person]) return;
  const chance = sim.chance.stream(person + 1, day + 1);
  const life = activity(sim, person);
  if (life === 0) return;
  const total = fillMeans(sim, person, life);
  for (let n = chance.poisson(total); n > 0; n--) {
    let left = chance.uniform() * total;
    let act = 0;
    while (act < 12 && left >= means[act]) left -= means[act++];
    const at = sim.moment(person);
    if (sim.isTakenOver(person, at) || !sim.isCustomerAt(person, at)) continue;
    acts[act](sim, person, at);
  }
  payBill(sim, person);
}

/** How lively the person is today: 1 as ever, down to 0.06 on the way out, 0 with the phone off. */
export function activity(sim: Sim, person: number): number {
  const { world, day } = sim;
  const away = sim.awayNow(person);
  if (away === 1) return 0;
  return fading(world, person, day) * (away >= 2 ? 0.5 : 1);
}

function fading(world: World, person: number, day: number): number {
  const from = world.fadeFrom[person];
  if (day < from) return 1;
  const to = world.left[person] === NEVER ? world.days + 14 : world.left[person];
  return Math.max(0.06, 1 - (day - from + 1) / Math.max(1, to - from));
}

function fillMeans(sim: Sim, person: number, life: number): number {
  const { world, day } = sim;
  const calls = world.calls[person];
  const texts = world.texts[person];
  const reached = 0.35 + 0.65 * life;
  const prepaid = world.prepaid[person] === 1;
  const online = world.online[person] * life;
  const angry = day >= world.complaint[person] && day < world.complaint[person] + 4;
  means[0] = DAILY.callsOut * calls * life * (sim.weekend ? 0.85 : 1);
  means[1] = DAILY.callsIn * calls * reached;
  means[2] = DAILY.textsOut * texts * life;
  means[3] = DAILY.textsIn * texts * reached;
  means[4] = DAILY.data * world.data[person] * life;
  means[5] = (prepaid ? DAILY.ussdPrepaid : DAILY.ussdPostpaid) * life;
  means[6] = DAILY.mms * texts * life;
  means[7] = prepaid ? DAILY.topUp * life : 0;
  means[8] = world.account[person] === 2 ? DAILY.app * online : 0;
  means[9] = DAILY.web * online;
  means[10] = DAILY.foreignOtp * reached;
  means[11] = DAILY.service * reached;
  means[12] = angry ? DAILY.careAfterComplaint : DAILY.care * life;
  let total = 0;
  for (let i = 0; i < 13; i++) total += means[i];
  return total;
}
