/** The host of an address as browsers write it: letters that look like others stand in punycode. */
export function withoutTurns(url: string): string {
  try {
    return new URL(url).host
  } catch {
    return ''
  }
}
