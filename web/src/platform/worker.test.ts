/** When a newer page is said to wait: only when there is an older one. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { registerWorker, type Update } from './worker.ts'

class Scene extends EventTarget {
  installing: EventTarget | null = null
  waiting: { postMessage(order: string): void } | null = null
  active: object | null = null
}

let container: EventTarget & { controller: object | null; register: () => Promise<Scene> }
let registration: Scene
let told: Update[]
const reload = vi.fn()

beforeEach(() => {
  registration = new Scene()
  told = []
  container = Object.assign(new EventTarget(), { controller: null, register: () => Promise.resolve(registration) })
  vi.stubGlobal('navigator', { serviceWorker: container })
  vi.stubGlobal('window', {})
  vi.stubGlobal('location', { reload })
  reload.mockClear()
})
afterEach(() => void vi.unstubAllGlobals())

/** A worker is found and reaches the state in which it waits. */
function install(worker: EventTarget): void {
  registration.installing = worker
  registration.dispatchEvent(new Event('updatefound'))
  registration.installing = null
  registration.waiting = Object.assign(worker, { postMessage: () => undefined })
  worker.dispatchEvent(new Event('statechange'))
}

test('the first worker of a device is no update, in whatever order the browser tells of it', async () => {
  await registerWorker((update) => told.push(update))
  const first = new EventTarget()
  // As WebKitGTK was seen to do it: the page is in its hands while it is still shown as waiting.
  container.controller = first
  install(first)
  registration.active = first
  first.dispatchEvent(new Event('statechange'))
  registration.waiting = null
  first.dispatchEvent(new Event('statechange'))
  expect(told).toHaveLength(0)
})

test('a newer worker that waits behind the one at work is, and takes over when it is told to', async () => {
  registration.active = container.controller = new EventTarget()
  await registerWorker((update) => told.push(update))
  const newer = new EventTarget()
  install(newer)
  expect(told).toHaveLength(1)
  const order = vi.spyOn(registration.waiting!, 'postMessage')
  told[0]!.take()
  expect(order).toHaveBeenCalledWith('update')
})

test('one that waited before this page was opened is told at once', async () => {
  registration.active = container.controller = new EventTarget()
  registration.waiting = { postMessage: () => undefined }
  await registerWorker((update) => told.push(update))
  expect(told).toHaveLength(1)
})

test('a page that was open before there was any worker is loaded again by its second one, and not by its first', async () => {
  await registerWorker((update) => told.push(update))
  container.controller = new EventTarget()
  container.dispatchEvent(new Event('controllerchange'))
  expect(reload).not.toHaveBeenCalled()
  container.controller = new EventTarget()
  container.dispatchEvent(new Event('controllerchange'))
  expect(reload).toHaveBeenCalledOnce()
})
