import type { Actor } from "../frauds/actors.ts";
import { DAY, START, ZONES } from "../world/calendar.ts";
import { PLACES, STAGES } from "../world/country.ts";
import { skewOf } from "../world/device-clock.ts";
import { customerNumber, deviceCode, imeiOf, userCode } from "../world/ids.ts";
import { LOGIN_METHODS, NEVER, type World } from "../world/world.ts";
import { hex } from "./log.ts";
import { iso, Table } from "./table.ts";

const dayAt = (day: number) => (day === NEVER ? "" : iso(START + day * DAY));

/** Writes who everyone is, who had which number and device when, and who left. */
export function writeLives(world: World, actors: readonly Actor[], truth: string): Record<string, number> {
  const tables = [
    writePeople(world, truth),
    writeOwnership(world, actors, truth),
    writeDevices(world, truth),
    writeChurn(world, truth),
  ];
  for (const table of tables) table.close();
  return Object.fromEntries(tables.map((table) => [table.file, table.rows]));
}

function writePeople(world: World, truth: string): Table {
  const table = new Table(
    truth,
    "people.csv",
    "person,user_id,customer_id,household,town,zone,stage,age,plan,account,login_method,may_market,may_analyse,away,away_from,away_to",
  );
  for (let p = 0; p < world.people; p++) {
    const { zone, name } = PLACES[world.place[p]];
    const away = world.away[p] === 0 ? "" : world.away[p] === 1 ? "phone-off" : "roaming";
    table.row(
      p,
      world.account[p] > 0 ? `u_${hex(userCode(p, world.seed))}` : "",
      `C${customerNumber(p, world.seed)}`,
      world.household[p],
      name,
      name === "Funchal" ? "Atlantic/Madeira" : ZONES[zone],
      STAGES[world.stage[p]],
      world.age[p],
      world.prepaid[p] ? "prepaid" : "contract",
      ["none", "web", "app"][world.account[p]],
      world.account[p] > 0 ? LOGIN_METHODS[world.loginMethod[p]] : "",
      world.mayMarket[p],
      world.mayAnalyse[p],
      away,
      away && dayAt(world.awayFrom[p]),
      away && dayAt(world.awayTo[p]),
    );
  }
  return table;
}

/** Intervals [from, to) of a number in one hand; an empty end is open. */
function writeOwnership(world: World, actors: readonly Actor[], truth: string): Table {
  const table = new Table(truth, "ownership.csv", "phone,person,sim,from,to,ended_by");
  for (let p = 0; p < world.people; p++) {
    const joined = world.joined[p];
    const former = world.phoneBefore[p];
    if (former > 0) table.row(`+351${former}`, p, "main", dayAt(joined), dayAt(world.changedBefore[p]), "changed");
    const from = former > 0 ? world.changedBefore[p] : joined;
    const ended = world.leaving[p] === 0 ? "" : world.leaving[p] === 2 ? "lapsed" : "ported-out";
    if (world.changed[p] !== NEVER) {
      table.row(`+351${world.phone[p]}`, p, "main", dayAt(from), dayAt(world.changed[p]), "changed");
      table.row(`+351${world.phoneAfter[p]}`, p, "main", dayAt(world.changed[p]), dayAt(world.left[p]), ended);
    } else if (world.swapped[p] !== NEVER) {
      const [taken, back] = [iso(world.swapFrom.get(p) ?? 0), iso(world.swapTo.get(p) ?? 0)];
      table.row(`+351${world.phone[p]}`, p, "main", dayAt(from), taken, "sim-swap");
      table.row(`+351${world.phone[p]}`, -1, "main", taken, back, "restored");
      table.row(`+351${world.phone[p]}`, p, "main", back, "", "");
    } else table.row(`+351${world.phone[p]}`, p, "main", dayAt(from), dayAt(world.left[p]), ended);
    if (world.phone2[p] > 0)
      table.row(`+351${world.phone2[p]}`, p, "second", dayAt(joined), dayAt(world.left[p]), ended);
  }
  for (const { id, phone, from, to } of actors) table.row(`+${phone}`, id, "main", iso(from), iso(to), "");
  return table;
}

function writeDevices(world: World, truth: string): Table {
  const table = new Table(truth, "devices.csv", "device_id,kind,person,household,imei,imei2,from,to,clock_ahead_ms");
  const { people, seed } = world;
  for (let p = 0; p < people; p++) {
    const changed = world.newDevice[p];
    const row = (device: number, from: string, to: string) =>
      table.row(
        `d_${hex(deviceCode(device, seed))}`,
        "phone",
        p,
        world.household[p],
        imeiOf(device, 0, seed),
        imeiOf(device, 1, seed),
        from,
        to,
        skewOf(device, seed),
      );
    row(p * 2, "", changed === NEVER ? "" : dayAt(changed));
    if (changed !== NEVER) row(p * 2 + 1, dayAt(changed), "");
    const first = p === 0 || world.household[p - 1] !== world.household[p];
    if (first && world.sharedTablet[p]) {
      const device = 2 * people + world.household[p];
      const id = `d_${hex(deviceCode(device, seed))}`;
      table.row(id, "tablet", "", world.household[p], "", "", "", "", skewOf(device, seed));
    }
  }
  return table;
}

/** One row a person for survival analyses: seen from, until, and whether the person left. */
function writeChurn(world: World, truth: string): Table {
  const table = new Table(
    truth,
    "churn.csv",
    "person,observed_from,observed_to,left,left_how,fade_from,complaint_at,last_active_at,stage,plan",
  );
  for (let p = 0; p < world.people; p++) {
    const left = world.left[p] < world.days;
    table.row(
      p,
      dayAt(Math.max(0, world.joined[p])),
      dayAt(left ? world.left[p] : world.days),
      left ? 1 : 0,
      left ? (world.leaving[p] === 2 ? "lapsed" : "ported-out") : "",
      dayAt(world.fadeFrom[p]),
      dayAt(world.complaint[p]),
      iso(world.lastActive[p]),
      STAGES[world.stage[p]],
      world.prepaid[p] ? "prepaid" : "contract",
    );
  }
  return table;
}
