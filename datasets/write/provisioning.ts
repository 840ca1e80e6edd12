import { hash32 } from "../../toolkit/core/random.ts";
import { DAY, HOUR, START } from "../world/calendar.ts";
import { CELL_COUNT, FIRST_CELL, placeOfCell, positionOf } from "../world/cells.ts";
import { PLACES } from "../world/country.ts";
import { COUNTRY } from "../world/numbering.ts";
import { isCustomer, phoneOn, type World } from "../world/world.ts";
import { iso, Table } from "./table.ts";

/** When the owner had the card replaced, on the day the world has it planned. */
function simChangeAt(world: World, person: number): number {
  return START + world.simChange[person] * DAY + 9 * HOUR + (hash32(person, world.seed ^ 0x51c) % (4 * HOUR));
}

/** Writes the provisioning system's list of changed SIM cards, honest and not. */
export function writeSimChanges(world: World, exports: string): number {
  const changes: { at: number; phone: number; channel: string; reason: string }[] = [];
  for (let person = 0; person < world.people; person++) {
    const day = world.simChange[person];
    if (day >= world.days || !isCustomer(world, person, day)) continue;
    const dice = hash32(person, world.seed ^ 0x51d) % 100;
    const channel = dice < 60 ? "shop" : dice < 85 ? "phone" : "app";
    const reason = dice % 3 === 0 ? "lost" : dice % 3 === 1 ? "new-phone" : "damaged";
    changes.push({ at: simChangeAt(world, person), phone: phoneOn(world, person, day), channel, reason });
  }
  for (const [person, from] of world.swapFrom) {
    const phone = phoneOn(world, person, world.swapped[person]);
    changes.push({ at: from, phone, channel: "phone", reason: "lost" });
    changes.push({ at: world.swapTo.get(person) ?? from, phone, channel: "shop", reason: "damaged" });
  }
  changes.sort((a, b) => a.at - b.at || a.phone - b.phone);
  const table = new Table(exports, "sim-changes.csv", "changed_at,msisdn,channel,reason");
  for (const { at, phone, channel, reason } of changes) table.row(iso(at), COUNTRY + phone, channel, reason);
  table.close();
  return table.rows;
}

/** Writes the network's list of cells. */
export function writeCells(exports: string): number {
  const table = new Table(exports, "cells.csv", "cell_id,town,latitude,longitude");
  for (let cell = FIRST_CELL; cell < FIRST_CELL + CELL_COUNT; cell++) {
    const { lat, lon } = positionOf(cell);
    table.row(cell, PLACES[placeOfCell(cell)].name, lat.toFixed(5), lon.toFixed(5));
  }
  table.close();
  return table.rows;
}
