/** People whom nothing has named yet: asked for together, once (C30c). */
import { expect, test } from 'vitest'
import { fakeID } from './fake-server.ts'
import { ana, bo, chat, rows, stage } from './fake-tab.ts'

const cy = { id: fakeID('cy'), handle: 'cy', name: 'Cy', kind: 'person', version: 1 }
const stranger = fakeID('nobody')

test('C30: somebody who writes before anything has named them is asked for, once, and has a name then', async () => {
  const { server, clock, openTab } = stage()
  server.rowsAs.set(chat, { kind: 'group', name: 'Choir', role: 'member' })
  server.strangers = [cy]
  const tab = await openTab(ana, { path: chat })
  server.say(chat, cy.id, 'I was just added')
  server.say(chat, cy.id, 'and I write at once')
  server.say(chat, bo.id, 'welcome')
  await clock.advance(10)
  expect(rows(tab).map(({ sender }) => sender.name)).toEqual(['', '', 'Bo'])
  await clock.advance(200)
  expect(rows(tab).map(({ sender }) => sender.name)).toEqual(['Cy', 'Cy', 'Bo'])
  expect(server.sent('person.get').map(({ body }) => body)).toEqual([{ users: [cy.id] }])
})

test('C30: whom one may not know is not asked for again, and a lost question is', async () => {
  const { server, clock, openTab } = stage()
  server.rowsAs.set(chat, { kind: 'group', name: 'Choir', role: 'member' })
  const tab = await openTab(ana, { path: chat })
  let silent = true
  server.disturb = ({ type }) => (silent && type === 'person.get' ? 'silence' : undefined)
  server.say(chat, stranger, 'who am I?')
  await clock.advance(10)
  expect(rows(tab)).toHaveLength(1) // whom nothing paints, nobody asks for
  await clock.advance(100)
  expect(server.sent('person.get')).toHaveLength(1)
  silent = false
  server.cut()
  await clock.advance(2_000)
  expect(server.sent('person.get')).toHaveLength(2)
  server.say(chat, stranger, 'still here')
  await clock.advance(2_000)
  expect(server.sent('person.get')).toHaveLength(2)
  expect(rows(tab)).toHaveLength(2)
})
