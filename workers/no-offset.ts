/** The offset of a row whose local time is unknown. */
export const NO_OFFSET = -32768;
