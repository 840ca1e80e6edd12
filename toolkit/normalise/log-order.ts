/** What becomes of a local time that its zone had twice: which of the two moments is meant, or none. */
export type Overlap = "earlier" | "later" | "order" | "drop";

/** Which of two moments is meant, as the user says or as the rows before it in the same source show. */
export class LogOrder {
  readonly #overlap: Overlap;
  /** By source: the moment of the row before, and of the last that was the second of two. */
  readonly #before: Float64Array;
  readonly #second: Float64Array;

  constructor(overlap: Overlap, sources: number) {
    this.#overlap = overlap;
    this.#before = new Float64Array(sources).fill(Number.NaN);
    this.#second = new Float64Array(sources).fill(Number.NaN);
  }

  pass(source: number, moment: number): void {
    this.#before[source] = moment;
  }

  /** `shift` is below 0, ms. In its order, the log is at the second once it has stepped back by more than half of the change, and stays there. */
  choose(source: number, first: number, shift: number): "first" | "second" | "neither" {
    if (this.#overlap === "drop") return "neither";
    if (this.#overlap !== "order") return this.#overlap === "later" ? "second" : "first";
    const isPast = first < this.#before[source]! + shift / 2 || Math.abs(first - this.#second[source]!) < 216e5;
    if (isPast) this.#second[source] = first;
    return isPast ? "second" : "first";
  }
}
