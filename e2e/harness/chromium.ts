/** Which browser is driven, and with what: Debian's Chromium, quiet on the network, drawing without a graphics card. */

export const chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
