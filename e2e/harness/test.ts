/**
 * What a spec imports: Playwright's `test` with a server of its own for every test, and people on it.
 *
 *   import { expect, openChat, test } from './harness/test.ts'
 *   test('R2.3 …', async ({ arrive }) => {
 *     const ana = await arrive('Ana')
 *
 * The first to arrive is the administrator. Everything is closed again at the end of the test, and what the server printed is
 * attached when it failed.
 */
import { test as base } from '@playwright/test'
import { Backing } from './backing.ts'
import { Line } from './line.ts'
import { newPerson, type Person, type Place } from './people.ts'
import { Server, type ServerOptions, type Sharing } from './server.ts'

interface Fixtures {
  /** Settings of this test's server: `test.use({ settings: { env: { … } } })`. */
  settings: ServerOptions
  server: Server
  /** A network to the server that can fail; made when a test asks for it. */
  line: Line
  /** Signs somebody up through the page, in a browser profile of their own. */
  arrive: (name: string, options?: { handle?: string; by?: Place }) => Promise<Person>
}

export interface WorkerFixtures {
  /** How many nodes a server has. People arrive at one after the other. */
  nodes: number
  /** What nodes share; nothing where there is one. */
  sharing: Sharing | null
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  nodes: [1, { option: true, scope: 'worker' }],

  sharing: [
    async ({ nodes }, use) => {
      if (nodes === 1) return use(null)
      const backing = await Backing.start()
      await use({ nodes, backing })
      await backing.stop()
    },
    { scope: 'worker' },
  ],

  settings: [{}, { option: true }],

  server: async ({ settings, sharing }, use, info) => {
    const server = await Server.start(settings, sharing ?? undefined)
    await use(server)
    if (info.status !== info.expectedStatus) await info.attach('server log', { body: server.log, contentType: 'text/plain' })
    await server.close()
  },

  line: async ({ server }, use) => {
    const line = await Line.to(server.port)
    await use(line)
    await line.close()
  },

  arrive: async ({ browser, server }, use) => {
    const people: Person[] = []
    await use(async (name, { handle, by = server.nodes[people.length % server.nodes.length]! } = {}) => {
      const person = await newPerson(browser, by, name, handle)
      people.push(person)
      return person
    })
    for (const person of people) await person.close()
  },
})

export { expect } from '@playwright/test'
export * from './call.ts'
export * from './fill.ts'
export * from './gather.ts'
export * from './look.ts'
export * from './people.ts'
export * from './speed.ts'
export * from './tampered.ts'
export * from './view.ts'
export { Line } from './line.ts'
export { Server } from './server.ts'
