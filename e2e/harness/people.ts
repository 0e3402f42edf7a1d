/**
 * People, as a test sees them: somebody with a name, a browser of their own and a page, who does what people do by the names that
 * assistive technology reads. No selectors by class, no calls behind the page's back.
 */
import { type Browser, type BrowserContext, expect, type Locator, type Page } from '@playwright/test'
import { installView, type View } from './view.ts'

/** Long enough for the server's rules, and on no list of common ones. */
export const password = 'paper lantern on a quiet shore'

export interface Place {
  /** Where the server, or a line to it, is found. */
  url: string
}

export class Person {
  constructor(
    readonly name: string,
    readonly handle: string,
    readonly place: Place,
    readonly context: BrowserContext,
    /** The tab they signed up or in with. */
    readonly page: Page,
  ) {}

  /** One more tab of the same browser: the same device. */
  async newTab(path = '/'): Promise<Page> {
    const page = await this.context.newPage()
    await page.goto(this.place.url + path)
    return page
  }

  /** The same person at another browser: another device. */
  async newDevice(browser: Browser, place: Place = this.place): Promise<Person> {
    const { context, page } = await newBrowser(browser)
    await comeIn(page, place, 'session.create', { handle: this.handle, password })
    return new Person(this.name, this.handle, place, context, page)
  }

  async close(): Promise<void> {
    await this.context.close()
  }
}

/**
 * Opens a browser profile of its own, and signs the person up in it: by the door for programs, since filling in forms is not what most
 * tests are about. Those that are use signUp and signIn.
 */
export async function newPerson(browser: Browser, place: Place, name: string, handle = name.toLowerCase()): Promise<Person> {
  const { context, page } = await newBrowser(browser)
  await comeIn(page, place, 'account.create', { name, handle, password })
  return new Person(name, handle, place, context, page)
}

async function comeIn(page: Page, place: Place, command: string, form: Record<string, string>): Promise<void> {
  const answer = await page.context().request.post(`${place.url}/api/${command}`, { data: form, headers: { Origin: place.url } })
  expect(answer.status(), command).toBe(200)
  await page.goto(`${place.url}/`)
  await expect(inside(page)).toBeVisible()
}

/** A browser profile that nobody signed in with yet. */
export async function newBrowser(browser: Browser, view?: View): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext()
  await installView(context, view)
  return { context, page: await context.newPage() }
}

export async function signUp(page: Page, place: Place, name: string, handle: string, path = '/sign-up'): Promise<void> {
  await page.goto(place.url + path)
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Handle', { exact: true }).fill(handle)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Create account', exact: true }).click()
  await expect(inside(page)).toBeVisible()
}

export async function signIn(page: Page, place: Place, handle: string): Promise<void> {
  await page.goto(`${place.url}/sign-in`)
  await page.getByLabel('Handle', { exact: true }).fill(handle)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(inside(page)).toBeVisible()
}

/** Opens the one chat of a pair for both of them, each by finding the other. Their pages stand on /c/<chat> afterwards. */
export async function openChat(a: Person, b: Person): Promise<string> {
  const path = await find(a.page, b)
  const same = await find(b.page, a)
  expect(same, 'both found the same chat').toBe(path)
  return path
}

/** Opens the chat with the other person through "New chat", and returns its path. */
export async function find(page: Page, other: { name: string; handle: string }): Promise<string> {
  await page.getByRole('button', { name: 'New chat' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Find people by handle').fill(other.handle)
  await dialog.getByRole('button', { name: startsWith(other.name) }).first().click()
  await page.waitForURL('**/c/*')
  await expect(page.getByRole('main').getByRole('heading', { name: other.name, exact: true })).toBeVisible()
  await expect(composer(page)).toBeVisible()
  return new URL(page.url()).pathname
}

export async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await composer(page).press('Enter')
}

/** What one sees once one is in: the list with its button, or the chat that an invitation leads to. */
const inside = (page: Page): Locator => page.getByRole('button', { name: 'New chat' }).or(composer(page)).first()

/** The names that the page promises. */
export const chats = (page: Page): Locator => page.getByRole('navigation', { name: 'Chats' })
export const chatWith = (page: Page, name: string): Locator => chats(page).getByRole('link', { name: startsWith(name) })
export const composer = (page: Page): Locator => page.getByRole('textbox', { name: 'Message', exact: true })
export const message = (page: Page, text: string): Locator => page.getByRole('article').filter({ hasText: text })
export const connection = (page: Page): Locator => page.getByRole('status').filter({ hasText: /connect|offline|slow mode/i })

export type Status = 'Waiting to send' | 'Sending' | 'Sent' | 'Delivered' | 'Read' | 'Expired' | 'Not sent'

/** The tick of one's own message. */
export const tick = (page: Page, text: string, status: Status): Locator =>
  message(page, text).getByRole('img', { name: status, exact: true })

function startsWith(name: string): RegExp {
  return new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)
}
