/**
 * The few small things that the page must know before its database is open: whose database it is, and how the page looks.
 * Kept per browser profile, as JSON. Where the browser keeps nothing, they last as long as the page.
 */
export interface Keep {
  read(key: string): unknown
  write(key: string, value: unknown): void
  remove(key: string): void
  /** Hears of a value that another tab wrote or removed. */
  watch(key: string, heard: (value: unknown) => void): void
}

export const browserKeep: Keep = {
  read(key) {
    try {
      return JSON.parse(localStorage.getItem(PREFIX + key) ?? 'null')
    } catch {
      return null
    }
  },
  write(key, value) {
    try {
      localStorage.setItem(PREFIX + key, JSON.stringify(value))
    } catch {
      // Blocked or full: the value lasts as long as the page, which is all that is promised.
    }
  },
  remove(key) {
    try {
      localStorage.removeItem(PREFIX + key)
    } catch {
      // As above.
    }
  },
  watch(key, heard) {
    addEventListener('storage', (event) => {
      if (event.key === PREFIX + key) heard(browserKeep.read(key))
    })
  },
}

const PREFIX = 'twoticks.'

/** Asks the browser not to throw away what this page keeps; it may refuse, and need not answer. */
export function askToPersist(): void {
  const storage = (navigator as { storage?: StorageManager }).storage
  storage?.persist?.().catch(() => false)
}
