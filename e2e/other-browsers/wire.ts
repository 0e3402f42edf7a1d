/**
 * The commands of W3C WebDriver that the tests give to a browser.
 *
 * WebKitGTK takes them over HTTP from its own driver. Firefox takes the same ones, under other names, over the socket of its own on which
 * its separate driver would speak to it. One list for both means one way to look for things and to press them, and nothing to download.
 */
export const commands = {
  newSession: { http: 'POST /session', firefox: 'WebDriver:NewSession' },
  go: { http: 'POST /session/{session}/url', firefox: 'WebDriver:Navigate' },
  address: { http: 'GET /session/{session}/url', firefox: 'WebDriver:GetCurrentURL' },
  resize: { http: 'POST /session/{session}/window/rect', firefox: 'WebDriver:SetWindowRect' },
  run: { http: 'POST /session/{session}/execute/sync', firefox: 'WebDriver:ExecuteScript' },
  picture: { http: 'GET /session/{session}/screenshot', firefox: 'WebDriver:TakeScreenshot' },
  elements: { http: 'POST /session/{session}/elements', firefox: 'WebDriver:FindElements' },
  elementsIn: { http: 'POST /session/{session}/element/{element}/elements', firefox: 'WebDriver:FindElements' },
  click: { http: 'POST /session/{session}/element/{id}/click', firefox: 'WebDriver:ElementClick' },
  keys: { http: 'POST /session/{session}/element/{id}/value', firefox: 'WebDriver:ElementSendKeys' },
  label: { http: 'GET /session/{session}/element/{id}/computedlabel', firefox: 'WebDriver:GetComputedLabel' },
  text: { http: 'GET /session/{session}/element/{id}/text', firefox: 'WebDriver:GetElementText' },
  shown: { http: 'GET /session/{session}/element/{id}/displayed', firefox: 'WebDriver:IsElementDisplayed' },
} as const

export type Command = keyof typeof commands
export type Parameters = Readonly<Record<string, unknown>>

/** A browser that runs, with one window. */
export interface Browser {
  readonly name: string
  readonly version: string
  command(command: Command, parameters?: Parameters): Promise<unknown>
  /** Errors of pages of this address that the browser noted since it was asked last. */
  errors(of: string): Promise<string[]>
  /** Ends it and removes everything that it kept. */
  close(): Promise<void>
}

/** A command that the browser refused, with the code that the standard gives to the reason. */
export class Refused extends Error {
  constructor(
    readonly command: string,
    readonly code: string,
    message: string,
  ) {
    super(`${command}: ${code}: ${message}`)
  }
}

const elementKey = 'element-6066-11e4-a52e-4f735466cecf'

/** The ids in a list of elements as it comes over the wire. */
export const idsIn = (elements: unknown): string[] => (elements as Record<string, string>[]).map((element) => element[elementKey]!)

/** An element as a script takes it. */
export const elementOf = (id: string): Record<string, string> => ({ [elementKey]: id })
