import { BROWSING, CAMPAIGNS, CHAT, OTP } from "./days/behaviour.ts";
import { CALLS } from "./days/calls.ts";
import { DAILY } from "./days/live-day.ts";
import type { Sim } from "./days/sim.ts";
import { LOOK_ALIKES } from "./frauds/look-alikes.ts";
import { MACHINES } from "./frauds/machines.ts";
import { ONE_RING } from "./frauds/one-ring.ts";
import { PUMPING } from "./frauds/otp-pumping.ts";
import { SIM_BOX } from "./frauds/sim-box.ts";
import { SIM_SWAP } from "./frauds/sim-swap.ts";
import { NUMBERS } from "./people/give-numbers.ts";
import { LEAVING } from "./people/plan-leaving.ts";
import { HABITS } from "./world/country.ts";
import { CLOCKS } from "./world/device-clock.ts";
import { APP_CLOCKS } from "./write/app-log.ts";
import { CRM } from "./write/customers.ts";
import { DIRT } from "./write/exports.ts";
import { MESSAGE_DIRT, NATIONAL_SHARE } from "./write/message-log.ts";
import { NETWORK_DIRT } from "./write/network-dirt.ts";
import { FIELD_DIRT, PARTIAL_SECONDS } from "./write/network-log.ts";
import { iso } from "./write/table.ts";
import { WEB_SKEW } from "./write/web-log.ts";

/** Every rate that was planted, and how often it came out: for `truth/planted.json`. */
export function planted(sim: Sim) {
  const { network, messages, app, web, auth } = sim.logs;
  const logs = { cdr: network.log, sms: messages.log, app: app.log, access: web.log, auth: auth.log };
  const dirtied = Object.fromEntries(
    Object.entries(logs).map(([name, log]) => [
      name,
      Object.fromEntries([...log.counts].filter(([mark]) => mark !== "visit")),
    ]),
  );
  return {
    rates: {
      daily: DAILY,
      habits: HABITS,
      calls: { ...CALLS, partialSeconds: PARTIAL_SECONDS },
      otp: OTP,
      campaigns: CAMPAIGNS,
      browsing: BROWSING,
      chat: CHAT,
      leaving: LEAVING,
      numbers: NUMBERS,
      crm: CRM,
      frauds: {
        simBox: SIM_BOX,
        oneRing: ONE_RING,
        pumping: PUMPING,
        simSwap: SIM_SWAP,
        machines: MACHINES,
        lookAlikes: LOOK_ALIKES,
      },
      dirt: {
        ...DIRT,
        cdrFields: FIELD_DIRT,
        cdrRows: NETWORK_DIRT,
        smsNational: NATIONAL_SHARE,
        smsRows: MESSAGE_DIRT,
      },
      clocks: { ...CLOCKS, app: APP_CLOCKS, webServerAheadMs: WEB_SKEW },
    },
    counted: Object.fromEntries([...sim.counts].sort(([a], [b]) => (a < b ? -1 : 1))),
    dirtied,
    lost: [network.log, messages.log].map(({ name, lostFrom, lostTo, lost }) => ({
      export: name,
      from: iso(lostFrom),
      to: iso(lostTo),
      rows: lost,
    })),
  };
}
