import { MINUTE } from "../world/calendar.ts";

/** One-time passwords: what happens to a message and what the person does with it. */
export const OTP = {
  sender: "FAROID",
  /** Of first messages; the rest is undelivered or late. */
  delivered: 0.965,
  /** Of delivered first messages: the person gives up; the others log in. */
  abandoned: 0.1,
  /** Of delivered first messages that are not abandoned: the person asks for another before it is used. */
  impatient: 0.06,
  /** Of resent messages: the login comes. */
  resentWorks: 0.8,
  wrongCode: 0.04,
  deliveryMedian: 4_000,
  deliverySpread: 0.6,
  typingMedian: 16_000,
  typingSpread: 0.55,
  /** Logins by one-time password of one person whose account still has the former number, days after the change. */
  staleDays: 20,
} as const;

/** What an SMS campaign does. */
export const CAMPAIGNS = {
  sender: "FARO",
  firstDay: 4,
  everyDays: 14,
  /** Share kept out by chance, for comparison. */
  holdout: 0.1,
  visit: 0.13,
  view: 0.62,
  cart: 0.34,
  purchase: 0.5,
  medianDelay: 38 * MINUTE,
  delaySpread: 1.1,
  /** Times the visit rate: towns 0 and 1, islands. */
  cityTimes: 1.15,
  islandTimes: 0.8,
  /** Times the visit rate when sent from 17:00 on. */
  eveningTimes: 1.25,
} as const;

/** The support chat in the app. */
export const CHAT = {
  afterMissedCall: 0.35,
  medianDelay: 5 * MINUTE,
  spread: 0.8,
} as const;

/** A visit without a campaign: much looking, little buying; `looks` is the share of app sessions that go to the shop. */
export const BROWSING = { looks: 0.28, view: 0.6, cart: 0.2, purchase: 0.42 } as const;

export const PRODUCTS = 24;

/** What product `item` costs, in cents. */
export const priceOf = (item: number) => 990 + ((item * 7919) % 37) * 500;
