/** What notices say: who and what, what files there are, and nothing where nothing is to be shown. */
import { expect, test } from 'vitest'
import { sayTold, type Told } from './told.ts'

test.each<[string, Told, string, string]>([
  ['words', { from: 'Bo', text: 'hello', count: 1 }, 'Bo', 'hello'],
  ['several', { from: 'Bo', text: 'hello', count: 3 }, 'Bo (3)', 'hello'],
  ['a group', { from: 'Bo', group: 'Garden', text: 'hello', count: 1 }, 'Garden', 'Bo: hello'],
  ['a photo', { from: 'Bo', text: '', holds: ['picture'], count: 1 }, 'Bo', '📷 Photo'],
  ['photos with words', { from: 'Bo', text: 'The sea', holds: ['picture', 'picture'], count: 1 }, 'Bo', '📷 The sea (2)'],
  ['a voice message', { from: 'Bo', text: '', holds: ['voice'], count: 1 }, 'Bo', '🎤 Voice message'],
  ['a shape that is not known', { from: 'Bo', holds: ['constructor'], count: 1 }, 'Bo', '📎 File'],
  ['nothing that it can name', { from: 'Bo', text: '', count: 1 }, 'Bo', 'A new message'],
  ['no preview', { count: 4 }, 'Twoticks', 'A new message'],
  ['much', { from: 'Bo', text: 'x'.repeat(300), count: 1 }, 'Bo', 'x'.repeat(200)],
])('%s', (_, told, title, body) => {
  expect(sayTold('en', told)).toEqual({ title, body })
})

test('in the language of the person, and in English where that is none of ours', () => {
  expect(sayTold('de', { from: 'Bo', holds: ['voice'], count: 1 }).body).toBe('🎤 Sprachnachricht')
  expect(sayTold('ar', { from: 'Bo', text: 'x', count: 2 }).title).toBe('Bo (٢)'.replace('٢', new Intl.NumberFormat('ar').format(2)))
  expect(sayTold('__proto__', { count: 1 }).body).toBe('A new message')
})
