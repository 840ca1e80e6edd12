/** The segments by behaviour, from those to be glad of to those that are gone. */
export const BEHAVIOUR_NAMES = [
  "champions",
  "loyal",
  "growing",
  "new or rare",
  "promising",
  "wavering",
  "fading",
  "at risk",
  "slipping away",
  "asleep",
] as const;

export type BehaviourName = (typeof BEHAVIOUR_NAMES)[number];

/** The name of each pair of scores: rows by recency from 5 to 1, columns by frequency from 1 to 5. */
const CELLS: readonly (readonly BehaviourName[])[] = [
  ["new or rare", "growing", "growing", "champions", "champions"],
  ["promising", "growing", "growing", "loyal", "loyal"],
  ["fading", "fading", "wavering", "loyal", "loyal"],
  ["asleep", "asleep", "at risk", "at risk", "slipping away"],
  ["asleep", "asleep", "at risk", "at risk", "slipping away"],
];

/** The segment of somebody with these scores, 1 to 5 each. */
export function behaviourName(recency: number, frequency: number): BehaviourName {
  return CELLS[5 - recency][frequency - 1];
}
