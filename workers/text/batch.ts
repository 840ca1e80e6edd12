/**
 * Records cut into fields and not yet read: field `f` of record `r` is `bytes[begins[r * fields + f]]` up to `ends[…]`.
 * At least {@link MARGIN} bytes stand before and behind every field, so that words may be read over its borders.
 */
export interface Batch {
  bytes: Uint8Array;
  view: DataView;
  begins: Int32Array;
  ends: Int32Array;
  fields: number;
  count: number;
  /** The row of the first record. */
  row: number;
}

/** Records of a batch at most. */
export const BATCH = 512;
export const MARGIN = 16;

/** Bytes with margins, and a view of them: the first stands at `MARGIN`. */
export function withMargins(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const wide = new Uint8Array(bytes.length + 2 * MARGIN);
  wide.set(bytes, MARGIN);
  return wide;
}

export const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) => new DataView(buffer, byteOffset, byteLength);
