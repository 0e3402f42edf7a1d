/**
 * A push service and a browser that has agreed with it, as far as they can be had without a network: the page subscribes at a service
 * that listens here, which reads what comes with a library that knows nothing of the server's, and hands it to the page's real service
 * worker by the browser's own door for that.
 */
import { createECDH, createPublicKey, randomBytes, verify } from 'node:crypto'
import { createServer, type IncomingMessage, type Server as HTTPServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, type BrowserContext, type Page } from '@playwright/test'
import ece from 'http_ece'
import { test as base } from './test.ts'
import type { Person } from './people.ts'

/** What a push says, decrypted. */
export interface Said {
  chat: string
  seq: number
  me: string
  language: string
  from?: string
  in?: string
  text?: string
  holds?: string[]
  read?: boolean
}

export class PushService {
  /** What came, the oldest first. */
  readonly came: { path: string; said: Said }[] = []
  readonly #server: HTTPServer
  readonly #keys = new Map<string, { ecdh: ReturnType<typeof createECDH>; auth: Buffer }>()

  private constructor(server: HTTPServer) {
    this.#server = server
  }

  static async start(): Promise<PushService> {
    const server = createServer()
    const service = new PushService(server)
    server.on('request', (request, response) => {
      service.#take(request).then(
        () => response.writeHead(201).end(),
        (error: unknown) => response.writeHead(400).end(String(error)),
      )
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return service
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** A place for one browser, and the keys of it. */
  place(name: string): { endpoint: string; key: string; auth: string } {
    const ecdh = createECDH('prime256v1')
    const key = ecdh.generateKeys()
    const auth = randomBytes(16)
    this.#keys.set(`/${name}`, { ecdh, auth })
    return { endpoint: `${this.url}/${name}`, key: key.toString('base64url'), auth: auth.toString('base64url') }
  }

  /** What was pushed to a browser. */
  to(name: string): Said[] {
    return this.came.filter(({ path }) => path === `/${name}`).map(({ said }) => said)
  }

  async #take(request: IncomingMessage): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const path = request.url ?? ''
    const keys = this.#keys.get(path)
    if (keys === undefined || request.headers['content-encoding'] !== 'aes128gcm') throw new Error('nobody')
    checkSigned(request.headers.authorization ?? '', this.url)
    const plain = ece.decrypt(Buffer.concat(parts), { version: 'aes128gcm', privateKey: keys.ecdh, authSecret: keys.auth.toString('base64url') })
    this.came.push({ path, said: JSON.parse(plain.toString('utf8')) as Said })
  }
}

/** RFC 8292: the token is signed by the key that it names, and is for this service. */
function checkSigned(header: string, audience: string): void {
  const [, token = '', k = ''] = /^vapid t=([^,]+), k=(.+)$/.exec(header) ?? []
  const [head, claims = '', signature = ''] = token.split('.')
  const point = Buffer.from(k, 'base64url')
  const key = createPublicKey({
    format: 'jwk',
    key: { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') },
  })
  const signed = verify('sha256', Buffer.from(`${head}.${claims}`), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
  const { aud } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { aud: string }
  if (!signed || aud !== audience) throw new Error('not signed')
}

/** A test with a push service that its server may ask. */
export const test = base.extend<{ pushes: PushService }>({
   
  pushes: async ({}, use) => {
    const service = await PushService.start()
    await use(service)
    await service.close()
  },
  settings: async ({ pushes }, use) => use({ env: { TWOTICKS_PUSH_SERVICES: pushes.url } }),
})

/**
 * The system's notices, for a browser without windows, which refuses them: in their place, in the page and in the worker, stands a door
 * that takes down what goes through it, where both find it.
 */
function installNotices(): void {
  const book = () => caches.open('test-notices')
  const prototype = (self as unknown as { ServiceWorkerRegistration: { prototype: Partial<ServiceWorkerRegistration> } }).ServiceWorkerRegistration.prototype
  prototype.showNotification = async (title, options = {}) => (await book()).put(`/${options.tag}`, new Response(JSON.stringify({ ...options, title })))
  prototype.getNotifications = async ({ tag } = {}) => {
    const pages = await book()
    const found: Notification[] = []
    for (const key of await pages.keys()) {
      const page = await pages.match(key)
      if (page === undefined) continue // taken away meanwhile
      const notice = (await page.json()) as Notification & { tag: string }
      if (tag === undefined || notice.tag === tag) found.push(Object.assign(notice, { close: () => void pages.delete(key) }))
    }
    return found
  }
  const asked = (self as { localStorage?: Storage }).localStorage
  if (asked === undefined) return
  Object.defineProperty(Notification, 'permission', { get: () => asked.getItem('test.permission') ?? 'default' })
  Notification.requestPermission = () => {
    asked.setItem('test.permission', 'granted')
    return Promise.resolve('granted' as const)
  }
}

/** A browser that agrees with the service, and whose person allows notices when they are asked. */
export async function listenTo(service: PushService, person: Person, name: string): Promise<void> {
  await person.context.addInitScript(installNotices)
  await person.context.addInitScript((place) => {
    const taken = () => localStorage.getItem('test.push') !== null
    const subscription = {
      endpoint: place.endpoint,
      options: { applicationServerKey: null },
      toJSON: () => ({ endpoint: place.endpoint, keys: { p256dh: place.key, auth: place.auth } }),
      unsubscribe: () => Promise.resolve(localStorage.removeItem('test.push')),
    } as unknown as PushSubscription
    PushManager.prototype.getSubscription = () => Promise.resolve(taken() ? subscription : null)
    PushManager.prototype.subscribe = () => {
      localStorage.setItem('test.push', 'yes')
      return Promise.resolve(subscription)
    }
  }, service.place(name))
}

/** The service worker of a profile, told of pushes by the browser's own door; held by a page that is none of the server's. */
export class Worker {
  private constructor(
    readonly page: Page,
    private readonly deliver: (data: string) => Promise<unknown>,
  ) {}

  static async of(context: BrowserContext, origin: string): Promise<Worker> {
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    const found = new Promise<string>((resolve) => {
      session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const one = registrations.find(({ scopeURL, isDeleted }) => scopeURL === `${origin}/` && !isDeleted)
        if (one !== undefined) resolve(one.registrationId)
      })
    })
    await session.send('ServiceWorker.enable')
    const registrationId = await found
    const [worker = await context.waitForEvent('serviceworker')] = context.serviceWorkers()
    await worker.evaluate(installNotices)
    return new Worker(page, (data) => session.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data }))
  }

  async push(said: Said): Promise<void> {
    await this.deliver(JSON.stringify(said))
  }

  /** What stands, as the worker knows it: while no page is open. */
  async notices(): Promise<string[]> {
    const [worker] = this.page.context().serviceWorkers()
    return (await worker?.evaluate(async () => {
      const { registration } = self as unknown as { registration: ServiceWorkerRegistration }
      return (await registration.getNotifications()).map(({ title, body }) => `${title} | ${body}`)
    })) ?? []
  }

  /** The person presses the notice of a chat. */
  async press(chat: string): Promise<void> {
    const [worker] = this.page.context().serviceWorkers()
    await worker?.evaluate(async (tag) => {
      const scope = self as unknown as EventTarget & { registration: ServiceWorkerRegistration }
      const [notification] = await scope.registration.getNotifications({ tag })
      scope.dispatchEvent(Object.assign(new Event('notificationclick'), { notification, waitUntil: () => undefined }))
    }, chat)
  }
}

/** The notices that the worker shows, as a page of the profile reads them. */
export async function notices(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration()
    return (await registration?.getNotifications())?.map(({ title, body }) => `${title} | ${body}`) ?? []
  })
}

export { expect }
