/**
 * A browser's window as somebody uses it: things are found by role and name, as the browser itself computes them for assistive technology, and only
 * what is on screen counts. Everything waits for what it looks for.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { type Browser, elementOf, idsIn, Refused } from './wire.ts'

/** Which elements may have a role; the browser says which of them has the name. */
const candidates = {
  article: 'article',
  button: 'button, [role=button]',
  dialog: 'dialog, [role=dialog]',
  heading: 'h1, h2, h3',
  img: '[role=img], img',
  link: 'a[href]',
  main: 'main, [role=main]',
  status: '[role=status]',
  textbox: 'input, textarea, [role=textbox]',
} as const

export type Role = keyof typeof candidates

export interface Wanted {
  role: Role
  /** The whole name, or how it looks. */
  name?: string | RegExp
  /** Words that stand in it. */
  text?: string
  /** Look only in there. */
  in?: Wanted
}

const patience = 10_000
const enter = '\uE007'

export class Window {
  constructor(
    readonly browser: Browser,
    /** Where the server is found. */
    readonly url: string,
  ) {}

  async go(path: string): Promise<void> {
    await this.browser.command('go', { url: this.url + path })
  }

  /** As the page itself does it: Firefox's driver loads past the service worker, as with a held Shift. */
  async reload(): Promise<void> {
    await this.run('window.before = true; setTimeout(() => location.reload())')
    const end = Date.now() + patience
    while (Date.now() < end) {
      // Between two documents there is none to ask.
      if (await this.run<boolean>("return window.before === undefined && document.readyState === 'complete'").catch(() => false)) return
      await wait(50)
    }
    throw new Error('the page was not loaded again')
  }

  async path(): Promise<string> {
    return new URL((await this.browser.command('address')) as string).pathname
  }

  async click(wanted: Wanted): Promise<void> {
    await this.until(`press ${described(wanted)}`, async () => {
      await this.browser.command('click', { id: await this.one(wanted) })
      return true
    })
  }

  /** Keys, one after another, into a field. */
  async type(wanted: Wanted, text: string): Promise<void> {
    await this.browser.command('keys', { id: await this.find(wanted), text, value: [...text] })
  }

  async enter(wanted: Wanted, text = ''): Promise<void> {
    await this.type(wanted, text + enter)
  }

  /** Waits until it is on screen, and returns its element. */
  find(wanted: Wanted, within = patience): Promise<string> {
    return this.until(`see ${described(wanted)}`, () => this.one(wanted), within)
  }

  async gone(wanted: Wanted): Promise<void> {
    await this.until(`no longer see ${described(wanted)}`, async () => ((await this.all(wanted)).length === 0 ? true : undefined))
  }

  async count(wanted: Wanted): Promise<number> {
    return (await this.all(wanted)).length
  }

  /** What a function of the page says about an element. */
  async ask<T>(wanted: Wanted, script: string): Promise<T> {
    return (await this.browser.command('run', { script, args: [elementOf(await this.find(wanted))] })) as T
  }

  async run<T>(script: string): Promise<T> {
    return (await this.browser.command('run', { script, args: [] })) as T
  }

  /** Makes the page itself that large: the browser's own bars come on top. */
  async resize(width: number, height: number): Promise<void> {
    let outer = { width, height }
    await this.until(`be ${width} pixels wide`, async () => {
      await this.browser.command('resize', { x: 0, y: 0, ...outer })
      const [w, h] = await this.run<[number, number]>('return [innerWidth, innerHeight]')
      if (w === width && h === height) return true
      outer = { width: Math.max(1, outer.width + width - w), height: Math.max(1, outer.height + height - h) }
      return undefined
    })
  }

  async picture(): Promise<Buffer> {
    await this.painted()
    return Buffer.from((await this.browser.command('picture')) as string, 'base64')
  }

  /** Waits until what changed was drawn. */
  private async painted(): Promise<void> {
    await this.run('window.drawn = false; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => (window.drawn = true), 100)))')
    await this.until('paint', async () => ((await this.run<boolean>('return window.drawn')) ? true : undefined))
  }

  private async one(wanted: Wanted): Promise<string | undefined> {
    return (await this.all(wanted))[0]
  }

  private async all(wanted: Wanted): Promise<string[]> {
    const parents = wanted.in === undefined ? [undefined] : await this.all(wanted.in)
    const found: string[] = []
    for (const parent of parents) {
      const where = { using: 'css selector', value: candidates[wanted.role] }
      const list = parent === undefined ? await this.browser.command('elements', where) : await this.browser.command('elementsIn', { ...where, element: parent })
      for (const id of idsIn(list)) if (await this.fits(id, wanted)) found.push(id)
    }
    return found
  }

  private async fits(id: string, { name, text }: Wanted): Promise<boolean> {
    // Asked first: what is not on screen has no name for WebKitGTK, which answers with an error.
    if (!((await this.browser.command('shown', { id })) as boolean)) return false
    if (text !== undefined && !((await this.browser.command('text', { id })) as string).includes(text)) return false
    if (name === undefined) return true
    const label = (await this.browser.command('label', { id })) as string
    return typeof name === 'string' ? label === name : name.test(label)
  }

  /** Asks until there is an answer. What the page exchanged while it was looked at is looked at again. */
  private async until<T>(what: string, ask: () => Promise<T | undefined>, within = patience): Promise<T> {
    const deadline = Date.now() + within
    let last: unknown
    for (;;) {
      try {
        const answer = await ask()
        if (answer !== undefined) return answer
        last = undefined
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        last = error
      }
      if (Date.now() > deadline) throw new Error(`${this.browser.name} did not ${what} within ${within} ms`, { cause: last })
      await wait(50)
    }
  }
}

function described({ role, name, text, in: within }: Wanted): string {
  const what = [role, name === undefined ? '' : `"${String(name)}"`, text === undefined ? '' : `with "${text}"`].filter(Boolean).join(' ')
  return within === undefined ? what : `${what} in ${described(within)}`
}
