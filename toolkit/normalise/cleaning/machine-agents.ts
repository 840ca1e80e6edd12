/**
 * Words by which machines name themselves in their user agents, as their makers document them; as of 2026-11. Makers of
 * crawlers nearly all say "bot"; the others are named. Cubot makes telephones, iRobot vacuum cleaners.
 */
const WORDS = [
  /(?<!\bcu|\biro)bot(?![a-z0-9])/,
  /crawl|spider\b|slurp|\bia_archiver/,
  // previews and fetchers of large sites
  /facebookexternalhit|facebookcatalog|meta-external(?:agent|fetcher)|slack-imgproxy|bingpreview/,
  /mediapartners-google|\bgoogleother|apis-google|feedfetcher|google-inspectiontool/,
  /chatgpt-user|claude-user|perplexity-user/,
  // watchers of uptime
  /pingdom|statuscake|site24x7|newrelicpinger|datadogsynthetics|googlestackdrivermonitoring|^check_http/,
  // browsers without a screen, and libraries by the names that they have unless told otherwise
  /headless|phantomjs|scrapy|httrack|libwww-perl|\bwget\b|\bcurl\/|^python|^java\/|^go-http-client/,
];
const MACHINE = new RegExp(WORDS.map(({ source }) => source).join("|"), "i");

/** Whether a user agent says that it is a machine. */
export const saysMachine = (agent: string): boolean => MACHINE.test(agent);
