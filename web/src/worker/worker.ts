/**
 * The service worker: the page itself from this device while the server cannot be reached (R12.3), and notices of messages while no
 * page is open. Hand-written; the build puts the list of files and their version into it (worker/build-worker.ts) and serves it as /sw.js.
 *
 * Its cache has the page's own files and nothing else: what goes to /api and /ws is never touched, so nothing of anybody's messages is
 * ever in it. A newer version waits until the person wants it, since half of an old page and half of a new one would be no page.
 */
import { pushed, readPush, type Registration, type Window } from './pushed.ts'

declare const FILES: readonly string[]
declare const VERSION: string

/** What a worker's global scope has, as far as it is used here; the page's own types describe windows. */
interface Worker {
  readonly clients: {
    claim(): Promise<void>
    matchAll(filter: { type: 'window'; includeUncontrolled: true }): Promise<readonly Window[]>
    openWindow(url: string): Promise<unknown>
  }
  readonly registration: Registration
  readonly location: { readonly origin: string }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', run: (event: { waitUntil(work: Promise<unknown>): void }) => void): void
  addEventListener(type: 'message', run: (event: { readonly data: unknown }) => void): void
  addEventListener(type: 'push', run: (event: { readonly data: { json(): unknown } | null; waitUntil(work: Promise<unknown>): void }) => void): void
  addEventListener(type: 'notificationclick', run: (event: { readonly notification: Pressed; waitUntil(work: Promise<unknown>): void }) => void): void
  addEventListener(type: 'fetch', run: (event: { readonly request: Request; respondWith(answer: Promise<Response>): void }) => void): void
}

interface Pressed {
  readonly data: { readonly chat?: string } | null
  close(): void
}

const worker = self as unknown as Worker
const PREFIX = 'twoticks-page-'
const PAGE = '/'
const PATIENCE = 1_500

worker.addEventListener('install', (event) => {
  const requests = [PAGE, ...FILES].map((path) => new Request(path, { cache: 'no-cache' }))
  event.waitUntil(caches.open(PREFIX + VERSION).then((cache) => cache.addAll(requests)))
})

worker.addEventListener('activate', (event) => {
  event.waitUntil(forgetOthers().then(() => worker.clients.claim()))
})

worker.addEventListener('message', ({ data }) => {
  if (data === 'update') void worker.skipWaiting()
})

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== worker.location.origin) return
  if (request.mode === 'navigate') event.respondWith(navigate(request))
  else if (FILES.includes(pathname)) event.respondWith(file(request, pathname))
})

worker.addEventListener('push', (event) => {
  const push = readPush(event.data?.json())
  if (push !== undefined) event.waitUntil(windows().then((open) => pushed(push, worker.registration, open)))
})

worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const chat = event.notification.data?.chat
  if (chat !== undefined) event.waitUntil(openChat(chat))
})

function windows(): Promise<readonly Window[]> {
  return worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
}

/** In the window that was used last, or in a new one. */
async function openChat(chat: string): Promise<void> {
  const [window] = await windows()
  if (window === undefined) return void (await worker.clients.openWindow(`/c/${chat}`))
  window.postMessage({ open: chat })
  await window.focus()
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== PREFIX + VERSION).map((name) => caches.delete(name)))
}

/** From the server where it answers in time, and well; else the page as it is kept. */
async function navigate(request: Request): Promise<Response> {
  const asked = fetch(request).then((response) => (response.status < 500 ? response : undefined)).catch(() => undefined)
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE, undefined))
  return (await Promise.race([asked, late])) ?? (await kept(PAGE)) ?? (await asked) ?? Response.error()
}

async function file(request: Request, pathname: string): Promise<Response> {
  return (await kept(pathname)) ?? fetch(request)
}

async function kept(path: string): Promise<Response | undefined> {
  return (await caches.open(PREFIX + VERSION)).match(path)
}
