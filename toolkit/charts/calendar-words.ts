/** Whose days were counted. */
export const calendarWords = (zone: string): string =>
  zone === "local" ? "Days by the clock where each event happened." : `Calendar of ${zone}.`;
