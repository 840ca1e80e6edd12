/**
 * The kernels by name. Each is a pure function over typed arrays, loaded on first use:
 * a thread that only joins never pays for the phone-number metadata.
 */
export const kernels = {
  agreeCounts: async () => (await import("./agree-counts.ts")).agreeCounts,
  asOf: async () => (await import("./as-of.ts")).asOf,
  checkLines: async () => (await import("./check-lines.ts")).checkLines,
  delayCounts: async () => (await import("./delay-counts.ts")).delayCounts,
  timingWindows: async () => (await import("./timing-windows.ts")).timingWindows,
  timingPairs: async () => (await import("./timing-pairs.ts")).timingPairs,
  featureSurvey: async () => (await import("./feature-survey.ts")).featureSurvey,
  featureDeal: async () => (await import("./feature-deal.ts")).featureDeal,
  features: async () => (await import("./features.ts")).features,
  firstEqual: async () => (await import("./first-equal.ts")).firstEqual,
  hashRows: async () => (await import("./hash-rows.ts")).hashRows,
  funnel: async () => (await import("./funnel.ts")).funnel,
  funnelChains: async () => (await import("./funnel-chains.ts")).funnelChains,
  funnelDeal: async () => (await import("./funnel-deal.ts")).funnelDeal,
  personSurvey: async () => (await import("./person-survey.ts")).personSurvey,
  funnelWaits: async () => (await import("./funnel-waits.ts")).funnelWaits,
  gather: async () => (await import("./gather.ts")).gather,
  hashBuild: async () => (await import("./hash-build.ts")).hashBuild,
  joinCode: async () => (await import("./join-code.ts")).joinCode,
  joinFill: async () => (await import("./join-fill.ts")).joinFill,
  joinProbe: async () => (await import("./join-probe.ts")).joinProbe,
  joinTextHash: async () => (await import("./join-text-hash.ts")).joinTextHash,
  joinTextMatch: async () => (await import("./join-text-match.ts")).joinTextMatch,
  kMeansAssign: async () => (await import("./k-means-assign.ts")).kMeansAssign,
  layStretches: async () => (await import("./lay-stretches.ts")).layStretches,
  narrow: async () => (await import("./narrow.ts")).narrow,
  numbers: async () => (await import("./numbers.ts")).numbers,
  textCodes: async () => (await import("./text-codes.ts")).textCodes,
  uniteTexts: async () => (await import("./unite-texts.ts")).uniteTexts,
  scanText: async () => (await import("./scan-text.ts")).scanText,
  parseCsv: async () => (await import("./parse-csv.ts")).parseCsv,
  recordPairs: async () => (await import("./record-pairs.ts")).recordPairs,
  recordPatterns: async () => (await import("./record-patterns.ts")).recordPatterns,
  quality: async () => (await import("./quality.ts")).quality,
  precedence: async () => (await import("./precedence.ts")).precedence,
  precedenceDraws: async () => (await import("./precedence-draws.ts")).precedenceDraws,
  precedenceScreen: async () => (await import("./precedence-screen.ts")).precedenceScreen,
  precedenceSeries: async () => (await import("./precedence-series.ts")).precedenceSeries,
  presence: async () => (await import("./presence.ts")).presence,
  sinceFirst: async () => (await import("./since-first.ts")).sinceFirst,
  orderDeal: async () => (await import("./order-deal.ts")).orderDeal,
  orderFill: async () => (await import("./order-fill.ts")).orderFill,
  windowProbe: async () => (await import("./window-probe.ts")).windowProbe,
  windowFill: async () => (await import("./window-fill.ts")).windowFill,
  personOrder: async () => (await import("./person-order.ts")).personOrder,
};

export type KernelName = keyof typeof kernels;
type Kernel<K extends KernelName> = Awaited<ReturnType<(typeof kernels)[K]>>;
export type KernelInput<K extends KernelName> = Parameters<Kernel<K>>[0];
export type KernelOutput<K extends KernelName> = Awaited<ReturnType<Kernel<K>>>;
