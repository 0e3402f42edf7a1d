/** What a browser says of itself, in two words that a person knows: which browser, on which system. */
import { more } from '../../words/more.ts'

export interface Agent {
  readonly browser: string
  readonly system: string
}

// The first that fits: browsers name those that they are made from behind their own names.
const browsers: readonly (readonly [RegExp, string])[] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/HeadlessChrome\/|Chromium\//, 'Chromium'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
]

/** undefined where nothing in it is known. */
export function agentOf(text: string): Agent | undefined {
  const of = (list: typeof browsers) => list.find(([pattern]) => pattern.test(text))?.[1]
  const [browser, system] = [of(browsers), of(systems)]
  return browser === undefined || system === undefined ? undefined : { browser, system }
}

/** What a device is called: the two words, or what it says of itself where they are not known. */
export function deviceName(agent: string): string {
  const known = agentOf(agent)
  return known === undefined ? agent || more.keepsakes.deviceUnknown : more.keepsakes.deviceNamed(known.browser, known.system)
}
