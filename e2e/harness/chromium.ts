/** Which browser is driven, and with what: Debian's Chromium, quiet on the network, drawing without a graphics card. */
import { existsSync } from 'node:fs'

const headless = '/usr/bin/chromium-headless-shell'

/** The build without windows, which draws in half the processor time, or else the whole browser. */
export const chromiumPath = process.env['CHROMIUM'] ?? (existsSync(headless) ? headless : '/usr/bin/chromium')

export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A microphone that beeps, and nobody who has to allow it.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
]
