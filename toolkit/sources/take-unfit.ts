/** The places of values that did not fit their type, marked by Infinity; they become missing. */
export function takeUnfit(values: Float64Array): number[] {
  const places: number[] = [];
  for (let at = values.indexOf(Infinity); at >= 0; at = values.indexOf(Infinity, at + 1)) {
    places.push(at);
    values[at] = Number.NaN;
  }
  return places;
}
