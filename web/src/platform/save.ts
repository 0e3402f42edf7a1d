/** Gives bytes to the browser as a file that it keeps where the person keeps files. */
export function save(name: string, bytes: Blob): void {
  const url = URL.createObjectURL(bytes)
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  // The browser has begun by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
