/**
 * What the build calls around every part that is fetched later, in place of its own helper, which weighs four times this: a
 * part comes with its style sheets, or not at all. The lists hold nothing but style sheets (vite.config.ts).
 */
const asked = new Map<string, Promise<void>>()

export async function __vitePreload<T>(load: () => Promise<T>, sheets: readonly string[] = []): Promise<T> {
  await Promise.all(sheets.map(fetchSheet))
  return load()
}

function fetchSheet(path: string): Promise<void> {
  const fetching = asked.get(path) ?? linked(`/${path}`)
  asked.set(path, fetching)
  fetching.catch(() => asked.delete(path))
  return fetching
}

function linked(href: string): Promise<void> {
  if (document.querySelector(`link[href="${href}"]`) !== null) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = href
    link.onload = () => resolve()
    link.onerror = () => {
      link.remove()
      reject(new Error(`${href} could not be fetched`))
    }
    document.head.append(link)
  })
}
