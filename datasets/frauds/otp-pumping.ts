import { OTP } from "../days/behaviour.ts";
import { delivery, send } from "../days/messages.ts";
import type { Sim } from "../days/sim.ts";
import { DAY, HOUR, START } from "../world/calendar.ts";
import { deviceCode, officeAddress, strangerAddress, userCode } from "../world/ids.ts";
import { COUNTRY } from "../world/numbering.ts";

/** OTP pumping: codes asked for by robots for a block of numbers that is paid for every message. */
export const PUMPING = {
  days: 3,
  peopleForNumber: 50,
  requests: 3,
  verified: 0.015,
  /** The honest look-alike: a company's new phones, numbered in a row, all signing in on one morning. */
  fleet: 40,
  fleetVerified: 0.9,
} as const;

/** Plants one attack on a block, and one honest company whose numbers form a block too. */
export function plantPumping(sim: Sim): () => void {
  const { world, chance, truths } = sim;
  chance.stream(0x65000000);
  const count = Math.min(1000, Math.max(40, Math.round(world.people / PUMPING.peopleForNumber)));
  const block = COUNTRY + 922_000_000 + 1000 * chance.integer(90);
  const fleet = COUNTRY + 922_200_000 + 1000 * chance.integer(90);
  const begin = 1 + chance.integer(Math.max(1, world.days - PUMPING.days - 1));
  const fleetDay = 1 + chance.integer(world.days - 2);
  const from = START + begin * DAY;
  truths.fraud("otp-pumping", true, -1, 0, block, from, from + PUMPING.days * DAY, `${count} numbers in a row`);
  const day = START + fleetDay * DAY;
  truths.fraud("company-fleet", false, -1, 0, fleet, day, day + DAY, `${PUMPING.fleet} numbers in a row`);
  return () => {
    if (sim.day >= begin && sim.day < begin + PUMPING.days) pump(sim, block, count);
    if (sim.day === fleetDay) signUpFleet(sim, fleet);
  };
}

function pump(sim: Sim, block: number, count: number): void {
  const chance = sim.chance.stream(0x66000000, sim.day);
  let at = sim.localDay + 2 * HOUR + chance.integer(12 * HOUR);
  for (let round = 0; round < PUMPING.requests; round++) {
    for (let i = 0; i < count; i++) {
      if (chance.chance(1 - 1 / PUMPING.days)) continue;
      at += 500 + chance.integer(6000);
      const verified = chance.chance(PUMPING.verified);
      request(
        sim,
        at,
        block + i,
        verified,
        strangerAddress(chance.integer(20)),
        3 * 1e8 + chance.integer(6),
        "pumping",
      );
    }
  }
}

function signUpFleet(sim: Sim, fleet: number): void {
  const chance = sim.chance.stream(0x67000000, sim.day);
  for (let i = 0; i < PUMPING.fleet; i++) {
    const at = sim.localDay + 9 * HOUR + chance.integer(2 * HOUR);
    request(sim, at, fleet + i, chance.chance(PUMPING.fleetVerified), officeAddress(0, 7), 4 * 1e8 + i, "fleet");
  }
}

/** A code asked for, and the login of a new user if it is typed in. */
function request(
  sim: Sim,
  at: number,
  phone: number,
  verified: boolean,
  ip: number,
  device: number,
  outcome: string,
): void {
  const { world, logs, chance, truths } = sim;
  send(sim, at, OTP.sender, phone, "otp", "", true, true);
  const { id, done, status } = delivery;
  if (!verified || status !== "DELIVRD") {
    truths.otp(id, at, phone, -1, outcome, -1, -1);
    return;
  }
  const when = done + 8000 + chance.integer(30_000);
  const login = sim.id();
  const user = userCode(10 * world.people + (phone % 1_000_000), world.seed);
  logs.auth.write(login, when, "login", true, "otp", user, deviceCode(device, world.seed), ip, true);
  truths.otp(id, at, phone, -1, outcome, login, when - at);
  truths.cause("otp-login", "sms", id, "auth", login, -1, when - at);
}
