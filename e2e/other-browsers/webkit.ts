/**
 * WebKitGTK's own small browser, on a screen that exists in memory only, spoken to by its driver over HTTP. It keeps what pages store for
 * as long as it runs, which is what the browser does by itself when it is driven.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../harness/node.ts'
import { newFolder, Program } from './program.ts'
import { type Browser, type Command, commands, type Parameters, Refused } from './wire.ts'

const driver = process.env['WEBKIT_DRIVER'] ?? '/usr/bin/WebKitWebDriver'

/** Its bar of buttons would hold the window wider than a phone. */
const noMinimum = '* { min-width: 0; padding: 0; margin: 0; border: none; }'

export async function startWebKit(): Promise<Browser> {
  const screen = new Program('Xvfb', ['-displayfd', '1', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], await newFolder('screen'))
  try {
    const display = await screen.until(async () => /^(\d+)\n/m.exec(screen.printed)?.[1])
    const program = await startDriver(`:${display}`)
    try {
      return await WebKit.start(screen, program.running, program.url)
    } catch (error) {
      await program.running.close()
      throw error
    }
  } catch (error) {
    await screen.close()
    throw error
  }
}

async function startDriver(display: string): Promise<{ running: Program; url: string }> {
  const folder = await newFolder('webkit')
  await mkdir(join(folder, '.config', 'gtk-3.0'), { recursive: true })
  await writeFile(join(folder, '.config', 'gtk-3.0', 'gtk.css'), noMinimum)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = { DISPLAY: display, GDK_BACKEND: 'x11', LC_ALL: 'C.UTF-8', TZ: 'Europe/Berlin', NO_AT_BRIDGE: '1' }
  const running = new Program(driver, [`--port=${port}`], folder, env)
  try {
    await running.until(async () => (await fetch(`${url}/status`)).ok || undefined)
    return { running, url }
  } catch (error) {
    await running.close()
    throw error
  }
}

class WebKit implements Browser {
  readonly name = 'WebKitGTK'
  version = ''
  private session = ''
  private readonly heard: string[] = []

  private constructor(
    private readonly screen: Program,
    private readonly program: Program,
    private readonly url: string,
  ) {}

  static async start(screen: Program, program: Program, url: string): Promise<WebKit> {
    const browser = new WebKit(screen, program, url)
    const made = (await browser.ask('newSession', { capabilities: {} })) as Session
    browser.session = made.sessionId
    browser.version = made.capabilities.browserVersion
    return browser
  }

  async command(command: Command, parameters: Parameters = {}): Promise<unknown> {
    const leaves = command === 'go'
    if (leaves) await this.listenedTo()
    const result = await this.ask(command, parameters)
    // Its driver passes no console on. What goes wrong in the first instant of a page is heard only where something is missing later.
    if (leaves) await this.ask('run', { script: listen, args: [] })
    return result
  }

  async errors(): Promise<string[]> {
    await this.listenedTo()
    return this.heard.splice(0)
  }

  async close(): Promise<void> {
    await this.program.close()
    await this.screen.close()
  }

  private async listenedTo(): Promise<void> {
    this.heard.push(...((await this.ask('run', { script: 'return (window.heard ?? []).splice(0)', args: [] })) as string[]))
  }

  private async ask(command: Command, parameters: Parameters): Promise<unknown> {
    const [method, path] = commands[command].http.split(' ') as [string, string]
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'session' ? this.session : String(parameters[name])))
    const answer = await fetch(this.url + filled, { method, ...(method === 'POST' ? { body: JSON.stringify(parameters) } : {}) })
    const { value } = (await answer.json()) as { value: unknown }
    if (answer.ok) return value
    const { error, message } = value as { error: string; message: string }
    throw new Refused(command, error, message)
  }
}

interface Session {
  sessionId: string
  capabilities: { browserVersion: string }
}

const listen = `
  const heard = (window.heard ??= [])
  addEventListener('error', (e) => heard.push('error: ' + (e.message || 'could not load ' + (e.target.src || e.target.href))), true)
  addEventListener('unhandledrejection', (e) => heard.push('rejection: ' + e.reason))
  addEventListener('securitypolicyviolation', (e) => heard.push('policy: ' + e.violatedDirective + ' ' + e.blockedURI))
  const error = console.error
  console.error = (...words) => (heard.push('console: ' + words.join(' ')), error(...words))
`
