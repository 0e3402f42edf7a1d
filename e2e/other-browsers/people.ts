/** What the two people of these tests do and see, by the names that the page promises. */
import { password } from '../harness/people.ts'
import type { Wanted, Window } from './window.ts'

export const main: Wanted = { role: 'main' }
export const composer: Wanted = { role: 'textbox', name: 'Message' }
export const message = (text: string): Wanted => ({ role: 'article', text })
export const tick = (text: string, status: string): Wanted => ({ role: 'img', name: status, in: message(text) })
export const inChat = (text: string): Wanted => ({ ...main, text })
export const connection = (text: string): Wanted => ({ role: 'status', text })

export async function signUp(window: Window, name: string): Promise<void> {
  await window.go('/sign-up')
  await window.type({ role: 'textbox', name: 'Name' }, name)
  await window.type({ role: 'textbox', name: 'Handle' }, name.toLowerCase())
  await window.type({ role: 'textbox', name: 'Password' }, password)
  await window.click({ role: 'button', name: 'Create account' })
  await window.find({ role: 'button', name: 'New chat' })
}

/** Opens the chat with somebody through "New chat". */
export async function openChat(window: Window, name: string): Promise<void> {
  const dialog: Wanted = { role: 'dialog' }
  await window.click({ role: 'button', name: 'New chat' })
  await window.type({ role: 'textbox', name: 'Find people by handle', in: dialog }, name.toLowerCase())
  await window.click({ role: 'button', name: new RegExp(`^${name}`), in: dialog })
  await window.find({ role: 'heading', name, in: main })
}

/** Whether the page's service worker has the page, so that it opens without the server. */
export const isKept = (window: Window): Promise<boolean> => window.run('return Boolean(navigator.serviceWorker?.controller)')

/** Whether a drawing is more blue than anything else. */
export async function isBlue(window: Window, drawing: Wanted): Promise<boolean> {
  const stroke = await window.ask<string>(drawing, 'return getComputedStyle(arguments[0]).stroke')
  const [red = 0, green = 0, blue = 0] = (stroke.match(/[\d.]+/g) ?? []).map(Number)
  return blue > red * 1.5 && blue > green * 1.2
}
