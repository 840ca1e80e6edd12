/** Set where only ours are looked at: then no peer is opened that can be left out. */
export const alone = { yes: false };
