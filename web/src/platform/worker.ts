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
  // The first worker takes a page over that is up to date; each further one brings another page.
  let controlled = container.controller !== null
  container.addEventListener('controllerchange', () => {
    if (controlled) location.reload()
    controlled = true
  })
  const registration = await container.register(trusted(SCRIPT))
  const tell = () => {
    const { waiting, active } = registration
    // Newer than something: WebKit can show the very first worker as waiting when it has the page in its hands already.
    if (waiting === null || active === null || waiting === active || container.controller === null) return
    ready({ take: () => waiting.postMessage('update') })
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
