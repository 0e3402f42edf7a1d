/** Firefox without a window, spoken to over its own socket: each message is its length, a colon, and JSON. */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { newFolder, Program } from './program.ts'
import { type Browser, type Command, commands, type Parameters, Refused } from './wire.ts'

const path = process.env['FIREFOX'] ?? ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find(existsSync) ?? 'firefox'

/** It finds a port by itself, and asks nobody for news while a test runs. */
const settings = {
  'marionette.port': 0,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'app.normandy.enabled': false,
  'extensions.update.enabled': false,
  'intl.accept_languages': 'en-GB, en',
  'toolkit.legacyUserProfileCustomizations.stylesheets': true,
}

/** Its own bars would hold the window wider than a phone. */
const noMinimum = ':root, body { min-width: 0 !important }'

export async function startFirefox(): Promise<Browser> {
  const profile = await newFolder('firefox')
  const lines = Object.entries(settings).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`)
  await writeFile(join(profile, 'user.js'), lines.join('\n'))
  await mkdir(join(profile, 'chrome'))
  await writeFile(join(profile, 'chrome', 'userChrome.css'), noMinimum)
  // Access to the system is what reading its console takes.
  const args = ['--headless', '--marionette', '--remote-allow-system-access', '--no-remote', '--profile', profile, 'about:blank']
  const program = new Program(path, args, profile, { TZ: 'Europe/Berlin' })
  try {
    const port = await program.until(async () => Number(await readFile(join(profile, 'MarionetteActivePort'), 'utf8')) || undefined)
    const line = await Line.to(port)
    const session = (await line.ask('WebDriver:NewSession', {})) as { capabilities: { browserVersion: string } }
    return new Firefox(program, line, session.capabilities.browserVersion)
  } catch (error) {
    await program.close()
    throw error
  }
}

class Firefox implements Browser {
  readonly name = 'Firefox'

  constructor(
    private readonly program: Program,
    private readonly line: Line,
    readonly version: string,
  ) {}

  async command(command: Command, parameters: Parameters = {}): Promise<unknown> {
    const result = await this.line.ask(commands[command].firefox, command === 'picture' ? { full: false, hash: false } : parameters)
    return Array.isArray(result) ? result : (result as { value?: unknown }).value
  }

  async errors(of: string): Promise<string[]> {
    await this.line.ask('Marionette:SetContext', { value: 'chrome' })
    try {
      const { value } = (await this.line.ask('WebDriver:ExecuteScript', { script: readConsole, args: [of] })) as { value: string[] }
      return value
    } finally {
      await this.line.ask('Marionette:SetContext', { value: 'content' })
    }
  }

  async close(): Promise<void> {
    this.line.close()
    await this.program.close()
  }
}

/** Run inside the browser: errors and no warnings, among them what the page's policy refused. */
const readConsole = `
  const noted = Services.console.getMessageArray().filter((m) => m instanceof Ci.nsIScriptError && !(m.flags & m.warningFlag))
  Services.console.reset()
  return noted.filter((m) => (m.sourceName || '').startsWith(arguments[0])).map((m) => m.category + ': ' + m.errorMessage)
`

type Waiting = { resolve: (result: unknown) => void; reject: (error: Error) => void }

class Line {
  private received: Buffer = Buffer.alloc(0)
  private readonly waiting = new Map<number, Waiting & { name: string }>()
  private last = 0

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk])
      this.read()
    })
    socket.on('close', () => {
      for (const { reject, name } of this.waiting.values()) reject(new Error(`Firefox went away during ${name}`))
      this.waiting.clear()
    })
    socket.on('error', () => undefined)
  }

  static async to(port: number): Promise<Line> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return new Line(socket)
  }

  ask(name: string, parameters: Parameters): Promise<unknown> {
    const id = ++this.last
    const message = JSON.stringify([0, id, name, parameters])
    this.socket.write(`${Buffer.byteLength(message)}:${message}`)
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject, name }))
  }

  close(): void {
    this.socket.destroy()
  }

  private read(): void {
    for (;;) {
      const colon = this.received.indexOf(':')
      if (colon < 0) return
      const end = colon + 1 + Number(this.received.subarray(0, colon).toString())
      if (this.received.length < end) return
      const message: unknown = JSON.parse(this.received.subarray(colon + 1, end).toString())
      this.received = this.received.subarray(end)
      if (Array.isArray(message)) this.answer(message)
    }
  }

  private answer([, id, error, result]: unknown[]): void {
    const asked = this.waiting.get(id as number)
    if (!asked) return
    this.waiting.delete(id as number)
    const refused = error as { error: string; message: string } | null
    if (refused) asked.reject(new Refused(asked.name, refused.error, refused.message))
    else asked.resolve(result)
  }
}
