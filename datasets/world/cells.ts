import { hash32 } from "../../toolkit/core/random.ts";
import { PLACES } from "./country.ts";

/** Cells of a place: numbers run on from `first`. */
export interface Cells {
  first: number;
  count: number;
}

/** The first cell's number. */
export const FIRST_CELL = 10_001;

const CELLS: readonly Cells[] = (() => {
  let first = FIRST_CELL;
  return PLACES.map(({ weight }) => {
    const count = 4 + Math.round(weight * 3);
    first += count;
    return { first: first - count, count };
  });
})();

const PLACE_OF = CELLS.flatMap(({ count }, place) => Array.from({ length: count }, () => place));

export function cellsOf(place: number): Cells {
  return CELLS[place];
}

export function placeOfCell(cell: number): number {
  return PLACE_OF[cell - FIRST_CELL];
}

export const CELL_COUNT = PLACE_OF.length;

/** Where a mast stands: within some kilometres of the middle of its town. */
export function positionOf(cell: number): { lat: number; lon: number } {
  const { lat, lon } = PLACES[placeOfCell(cell)];
  const spread = (salt: number) => (hash32(cell, salt) / 2 ** 32 - 0.5) * 0.16;
  return { lat: lat + spread(1), lon: lon + spread(2) };
}
