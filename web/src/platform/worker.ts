/**
 * The service worker of this origin, as the page sees it: registered once the page stands, and a newer page that was
 * fetched and waits. Only in a secure context; elsewhere the page is simply never kept. Fetched after the first paint.
 */
export interface Update {
  /** Lets the newer page take over; every tab is loaded again. */
  take(): void
}

const SCRIPT = '/sw.js'

interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string }
}

/** Registers the worker and tells when a newer page waits. */
export async function registerWorker(ready: (update: Update) => void): Promise<void> {
  const container = (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker
  if (container === undefined) return
  const wasControlled = container.controller !== null
  container.addEventListener('controllerchange', () => {
    if (wasControlled) location.reload()
  })
  const registration = await container.register(trusted(SCRIPT))
  const tell = () => {
    const { waiting } = registration
    if (waiting !== null && container.controller !== null) ready({ take: () => waiting.postMessage('update') })
  }
  tell()
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', tell)
  })
}

/** The policy of the page takes the address of a script only from here. */
function trusted(url: string): string {
  const factory = (window as { trustedTypes?: PolicyFactory }).trustedTypes
  return factory?.createPolicy('app', { createScriptURL: (wanted) => (wanted === SCRIPT ? wanted : '') }).createScriptURL(url) ?? url
}
