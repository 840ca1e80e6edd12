/** A town with its district, landline area code, middle, zone (0 mainland and Madeira, 1 Azores) and share of people. */
export interface Place {
  name: string;
  area: number;
  lat: number;
  lon: number;
  zone: 0 | 1;
  weight: number;
}

const place = (name: string, area: number, lat: number, lon: number, weight: number, zone: 0 | 1 = 0): Place => ({
  name,
  area,
  lat,
  lon,
  zone,
  weight,
});

/** Towns of the country; area codes are the real ones, so a landline tells its region. */
export const PLACES: readonly Place[] = [
  place("Lisboa", 21, 38.72, -9.14, 27),
  place("Porto", 22, 41.15, -8.61, 17),
  place("Braga", 253, 41.55, -8.42, 8),
  place("Setúbal", 265, 38.52, -8.89, 6),
  place("Aveiro", 234, 40.64, -8.65, 5),
  place("Coimbra", 239, 40.21, -8.43, 5),
  place("Leiria", 244, 39.74, -8.81, 4),
  place("Faro", 289, 37.02, -7.93, 4),
  place("Viseu", 232, 40.66, -7.91, 3),
  place("Santarém", 243, 39.24, -8.68, 3),
  place("Viana do Castelo", 258, 41.69, -8.83, 2),
  place("Vila Real", 259, 41.3, -7.74, 2),
  place("Évora", 266, 38.57, -7.91, 1.6),
  place("Castelo Branco", 272, 39.82, -7.49, 1.6),
  place("Portimão", 282, 37.14, -8.54, 1.6),
  place("Beja", 284, 38.02, -7.86, 1.3),
  place("Guarda", 271, 40.54, -7.27, 1.3),
  place("Bragança", 273, 41.81, -6.76, 1.2),
  place("Portalegre", 245, 39.29, -7.43, 1),
  place("Funchal", 291, 32.65, -16.91, 3),
  place("Ponta Delgada", 296, 37.74, -25.67, 2.4, 1),
  place("Angra do Heroísmo", 295, 38.66, -27.22, 1, 1),
  place("Horta", 292, 38.53, -28.63, 0.6, 1),
];

/** Is the town on Madeira or the Azores? They stand last in the list. */
export function isIsland(place: number): boolean {
  return PLACES[place].lon < -16;
}

/** Life stages; the index is what the people table stores. */
export const STAGES = ["student", "young worker", "family", "midlife", "senior"] as const;

/** How a stage lives, against an average of 1: calls, texts, data, app and web use, answers to marketing, leaving. */
export const HABITS = {
  calls: [0.8, 1.1, 1.2, 1.1, 0.8],
  texts: [1.5, 1.2, 0.9, 0.8, 0.5],
  data: [1.5, 1.3, 1, 0.8, 0.35],
  app: [1.4, 1.3, 1.1, 0.8, 0.35],
  response: [1.35, 1.2, 1, 0.8, 0.5],
  leaving: [1.6, 1.3, 0.8, 0.9, 0.6],
  prepaid: [0.65, 0.4, 0.3, 0.4, 0.6],
  hasApp: [0.92, 0.9, 0.82, 0.68, 0.35],
} as const;

// weights of the 24 local hours, workday and weekend, for each stage
const WORKDAY = [
  [3, 2, 1, 1, 0, 0, 1, 3, 4, 4, 5, 5, 7, 6, 5, 5, 6, 7, 8, 8, 8, 9, 8, 6],
  [1, 1, 0, 0, 0, 1, 3, 6, 7, 6, 6, 6, 8, 6, 5, 5, 6, 8, 9, 8, 7, 6, 4, 2],
  [0, 0, 0, 0, 0, 1, 4, 8, 8, 6, 6, 6, 8, 6, 5, 6, 7, 9, 8, 7, 7, 5, 3, 1],
  [0, 0, 0, 0, 0, 1, 3, 6, 8, 9, 9, 8, 7, 7, 7, 7, 7, 7, 7, 6, 5, 4, 2, 1],
  [0, 0, 0, 0, 0, 0, 1, 3, 7, 11, 12, 10, 6, 5, 6, 8, 8, 8, 6, 5, 4, 2, 1, 0],
];
const WEEKEND = [
  [6, 5, 4, 3, 1, 0, 0, 0, 1, 2, 4, 5, 6, 6, 6, 6, 6, 6, 7, 7, 7, 8, 8, 7],
  [4, 3, 2, 1, 0, 0, 1, 1, 3, 5, 7, 7, 8, 7, 6, 6, 6, 7, 7, 7, 6, 6, 5, 4],
  [1, 0, 0, 0, 0, 0, 1, 2, 5, 8, 9, 8, 8, 7, 6, 6, 7, 7, 7, 6, 5, 4, 3, 1],
  [1, 0, 0, 0, 0, 0, 1, 3, 6, 8, 9, 8, 7, 6, 6, 7, 7, 7, 7, 6, 5, 4, 2, 1],
  [0, 0, 0, 0, 0, 0, 1, 3, 7, 11, 11, 9, 6, 5, 6, 8, 8, 8, 6, 5, 3, 2, 1, 0],
];

/** For [weekend][stage], 256 hours to draw one from with eight random bits. */
export const HOURS: readonly (readonly Uint8Array[])[] = [WORKDAY, WEEKEND].map((days) =>
  days.map((weights) => {
    const total = weights.reduce((sum, w) => sum + w, 0);
    const hours = new Uint8Array(256);
    let hour = 0;
    let passed = weights[0];
    for (let i = 0; i < 256; i++) {
      while (((i + 0.5) / 256) * total >= passed) passed += weights[++hour];
      hours[i] = hour;
    }
    return hours;
  }),
);

/** Where people travel: zone, network code (MCC and MNC) and the shape of the numbers there. */
export const ABROAD = [
  { country: "ES", zone: 2, network: 21401, weight: 35 },
  { country: "FR", zone: 3, network: 20801, weight: 30 },
  { country: "GB", zone: 4, network: 23430, weight: 25 },
  { country: "BR", zone: 5, network: 72405, weight: 10 },
] as const;

/** The home network's code. */
export const HOME_NETWORK = 26890;
