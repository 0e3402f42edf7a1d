import { expect, test } from 'vitest'
import type { PersonView, SystemRow } from '../../state/views.ts'
import { fetchRareLines, systemLine } from './system-line.ts'

const ana: PersonView = { id: 'ana', name: 'Ana', handle: 'ana' }
const bo: PersonView = { id: 'bo', name: 'Bo', handle: 'bo' }
const cy: PersonView = { id: 'cy', name: 'Cy', handle: 'cy' }

function line(name: string, actor: PersonView, subjects: PersonView[] = [], group = true): string {
  const row: SystemRow = { kind: 'system', key: '#1', seq: 1, line: name, actor, subjects, at: 0 }
  return systemLine(row, { me: 'ana', group })
}

test('says what others did', () => {
  expect(line('chat.created', bo)).toBe('Bo created the group')
  expect(line('member.added', bo, [cy])).toBe('Bo added Cy')
  expect(line('member.left', bo)).toBe('Bo left')
  expect(line('member.removed', bo, [cy])).toBe('Bo removed Cy')
})

test('says "you" of oneself, whoever did it', () => {
  expect(line('chat.created', ana)).toBe('You created the group')
  expect(line('member.added', ana, [bo, cy])).toBe('You added Bo and Cy')
  expect(line('member.added', bo, [ana])).toBe('You were added by Bo')
  expect(line('member.added', bo, [ana, cy])).toBe('Bo added you and Cy')
  expect(line('member.removed', bo, [ana])).toBe('You were removed by Bo')
  expect(line('member.left', ana)).toBe('You left')
})

test('knows a chat of two from a group, and a line that it has never heard of', () => {
  expect(line('chat.created', bo, [], false)).toBe('Bo started this chat')
  expect(line('group.painted', bo)).toBe('Bo changed this chat')
})

test('says what a group is called now, and what it lets its members do, as soon as those lines are fetched', async () => {
  expect(line('group.described', bo)).toBe('Bo changed this chat')
  await fetchRareLines()
  const row: SystemRow = { kind: 'system', key: '#1', seq: 1, line: 'group.renamed', actor: bo, subjects: [], at: 0, text: 'Choir' }
  expect(systemLine(row, { me: 'ana', group: true })).toBe('Bo named the group “Choir”')
  expect(line('group.send.administrators', bo)).toBe('Only administrators can write now')
  expect(line('member.promoted', bo, [ana])).toBe('Bo made you administrator')
  expect(line('member.promoted', ana, [ana])).toBe('You are administrator now')
  expect(line('member.demoted', cy, [cy])).toBe('Cy gave up the administrator role')
  expect(line('member.joined', cy, [ana])).toBe('Cy joined by a link')
})
