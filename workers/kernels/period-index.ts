/** Which of the periods that begin at `starts` (the last is where the last one ends) holds each time. */
export function periodFinder(starts: Float64Array): (at: number) => number {
  const last = starts.length - 2;
  const begin = starts[0]!;
  const perMs = (last + 1) / (starts[last + 1]! - begin);
  // Periods of a calendar are nearly equally long, so the guess is right or next to it.
  return (at) => {
    let i = Math.min(last, Math.max(0, Math.floor((at - begin) * perMs)));
    while (i < last && starts[i + 1]! <= at) i++;
    while (i > 0 && starts[i]! > at) i--;
    return i;
  };
}
