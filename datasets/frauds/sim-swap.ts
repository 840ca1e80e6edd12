import { hash32 } from "../../toolkit/core/random.ts";
import { OTP } from "../days/behaviour.ts";
import { delivery, send } from "../days/messages.ts";
import type { Sim } from "../days/sim.ts";
import { DAY, HOUR, MINUTE, offsetAt, START } from "../world/calendar.ts";
import { cellsOf } from "../world/cells.ts";
import { HOME_NETWORK } from "../world/country.ts";
import { carrierGradeAddress, deviceCode, imeiOf, STRANGE_DEVICES, strangerAddress, userCode } from "../world/ids.ts";
import { NEVER, type World } from "../world/world.ts";

/** SIM swaps: the attacker has the number moved to another card, and empties the account. */
export const SIM_SWAP = { peopleForEach: 3000, hoursUntilBack: [16, 34], transfers: [2, 4] } as const;

/** Chooses the victims: people who sign in by message, stay all the time, and lose no other number. */
export function planSwaps(world: World): void {
  const wanted = Math.max(2, Math.round(((world.people / SIM_SWAP.peopleForEach) * world.days) / 90));
  let found = 0;
  for (let i = 0; i < world.people && found < wanted; i++) {
    const person = hash32(i, world.seed ^ 0x5a9) % world.people;
    const steady = world.joined[person] < 0 && world.left[person] === NEVER && world.changed[person] === NEVER;
    const reachable = world.away[person] === 0 && world.fadeFrom[person] === NEVER && world.simChange[person] === NEVER;
    if (!steady || !reachable || world.account[person] !== 2 || world.swapped[person] !== NEVER) continue;
    const day = 2 + (hash32(person, world.seed ^ 0x5aa) % Math.max(1, world.days - 5));
    const from = START + day * DAY + 9 * HOUR + (hash32(person, world.seed ^ 0x5ab) % (7 * HOUR));
    const [least, most] = SIM_SWAP.hoursUntilBack;
    world.loginMethod[person] = 0;
    world.swapped[person] = day;
    world.swapFrom.set(person, from);
    world.swapTo.set(person, from + least * HOUR + (hash32(person, world.seed ^ 0x5ac) % ((most - least) * HOUR)));
    found++;
  }
}

/** Plays the attacks on their days. */
export function plantSwaps(sim: Sim): () => void {
  const { world, truths } = sim;
  const victims = [...world.swapFrom.keys()].sort((a, b) => a - b);
  for (const [ring, person] of victims.entries()) {
    const [from, to] = [world.swapFrom.get(person) ?? 0, world.swapTo.get(person) ?? 0];
    truths.fraud("sim-swap", true, person, ring, sim.msisdn(person, from), from, to, "person is the victim");
  }
  return () => {
    for (const [ring, person] of victims.entries()) if (world.swapped[person] === sim.day) takeOver(sim, person, ring);
  };
}

function takeOver(sim: Sim, person: number, ring: number): void {
  const { world, logs, truths } = sim;
  const chance = sim.chance.stream(0x68000000 + ring, person);
  const from = world.swapFrom.get(person) ?? 0;
  const device = 500_000_000 + ring;
  const code = deviceCode(device, world.seed);
  const user = userCode(person, world.seed);
  const ip = chance.chance(0.5)
    ? strangerAddress(40 + ring)
    : carrierGradeAddress(ring + 7, chance.integer(3), sim.day, world.people, world.seed);
  const town = cellsOf(chance.integer(3));
  const leg = {
    msisdn: sim.msisdn(person, from),
    imei: imeiOf(STRANGE_DEVICES + 500_000 + ring, 0, world.seed),
    cell: town.first,
    network: HOME_NETWORK,
    offset: 0,
  };
  let at = from + 4 * MINUTE + chance.integer(40 * MINUTE);
  leg.offset = offsetAt(0, at);
  logs.network.data(sim.id(), leg, at - 3 * MINUTE, 900, 200_000, 2_000_000, ip);
  send(sim, at, OTP.sender, sim.msisdn(person, at), "otp", "", true, true, 1);
  const login = sim.id();
  const when = delivery.done + 6000 + chance.integer(9000);
  logs.auth.write(login, when, "login", true, "otp", user, code, ip, true);
  truths.otp(delivery.id, at, sim.msisdn(person, at), person, "takeover", login, when - at);
  truths.cause("takeover-login", "sms", delivery.id, "auth", login, person, when - at);
  at = when + 20_000 + chance.integer(40_000);
  logs.auth.write(sim.id(), at, "device-added", true, "token", user, code, ip, true);
  logs.auth.write(sim.id(), at + 15_000, "password-change", true, "token", user, code, ip, true);
  const [least, most] = SIM_SWAP.transfers;
  for (let n = least + chance.integer(most - least + 1); n > 0; n--) {
    at += 3 * MINUTE + chance.integer(70 * MINUTE);
    const payment = sim.id();
    logs.payments.write(payment, at, user, "gift-card", "card", 15_000 + 5000 * chance.integer(6), true);
    truths.cause("takeover-payment", "auth", login, "payments", payment, person, at - when);
  }
}
