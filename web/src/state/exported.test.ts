/** Exports as phones of many places write them, made for these tests. */
import { expect, test } from 'vitest'
import { readExport } from './exported.ts'

const none = new Set<string>()
const at = (...parts: [number, number, number, number, number, number?]) => new Date(parts[0], parts[1] - 1, parts[2], parts[3], parts[4], parts[5] ?? 0).getTime()
const brief = (text: string, files: ReadonlySet<string> = none) => readExport(text, files).messages.map(({ author, at, text, file }) => [author, at, text, ...(file === undefined ? [] : [file])])

test('Android, day first, 24 hours, with a line of the messenger and a message of several lines', () => {
  const text = [
    '31/12/2023, 21:15 - Messages and calls are end-to-end encrypted. No one outside of this chat can read them.',
    '31/12/2023, 21:15 - Ana: Happy new year',
    'to all of you',
    '',
    '12:30 is when we meet: at the harbour',
    '31/12/2023, 23:59 - Bo: You too',
    '',
  ].join('\n')
  const read = readExport(text, none)
  expect(read.messages).toEqual([
    { author: 'Ana', at: at(2023, 12, 31, 21, 15), text: 'Happy new year\nto all of you\n\n12:30 is when we meet: at the harbour' },
    { author: 'Bo', at: at(2023, 12, 31, 23, 59), text: 'You too' },
  ])
  expect(read).toMatchObject({ notices: 1, missing: 0, unread: [], order: 'day', ambiguous: false, authors: [{ name: 'Ana', count: 1 }, { name: 'Bo', count: 1 }] })
})

test('Android, month first, 12 hours, with the narrow space before PM', () => {
  expect(brief('12/31/23, 9:15\u202fPM - Ana: hello\n1/1/24, 12:05\u202fAM - Bo: hi\n1/1/24, 12:05 PM - Ana: noon')).toEqual([
    ['Ana', at(2023, 12, 31, 21, 15), 'hello'],
    ['Bo', at(2024, 1, 1, 0, 5), 'hi'],
    ['Ana', at(2024, 1, 1, 12, 5), 'noon'],
  ])
})

test('iPhone, German, with seconds, marks of direction and files', () => {
  const text = '[31.12.23, 21:15:30] Ana: \u200e<Anhang: 00000012-PHOTO-2023-12-31-21-15-30.jpg>\n\u200e[31.12.23, 21:16:02] ~\u202fBo B.: Schön!\n\u200e[31.12.23, 21:17:00] Bo B.: \u200eBild weggelassen'
  const read = readExport(text, new Set(['00000012-PHOTO-2023-12-31-21-15-30.jpg']))
  expect(read.messages).toEqual([
    { author: 'Ana', at: at(2023, 12, 31, 21, 15, 30), text: '', file: '00000012-PHOTO-2023-12-31-21-15-30.jpg' },
    { author: 'Bo B.', at: at(2023, 12, 31, 21, 16, 2), text: 'Schön!' },
    { author: 'Bo B.', at: at(2023, 12, 31, 21, 17), text: 'Bild weggelassen' },
  ])
  expect(read.missing).toBe(1)
})

test('Android, German, 24 hours', () => {
  expect(brief('31.12.23, 21:15 - Ana: eins\n01.01.24, 00:00 - Bo: <Medien ausgeschlossen>')).toEqual([
    ['Ana', at(2023, 12, 31, 21, 15), 'eins'],
    ['Bo', at(2024, 1, 1, 0, 0), '<Medien ausgeschlossen>'],
  ])
})

test('Android, with files and their captions, one of which is missing', () => {
  const text = '31/12/2023, 21:15 - Ana: IMG-20231231-WA0001.jpg (file attached)\nThe sea\nin winter\n31/12/2023, 21:16 - Bo: IMG-20231231-WA0002.jpg (file attached)\n31/12/2023, 21:17 - Bo: see notes.txt (the old one)'
  const read = readExport(text, new Set(['IMG-20231231-WA0001.jpg']))
  expect(read.messages.map(({ text, file }) => [text, file])).toEqual([
    ['The sea\nin winter', 'IMG-20231231-WA0001.jpg'],
    ['IMG-20231231-WA0002.jpg (file attached)', undefined],
    ['see notes.txt (the old one)', undefined],
  ])
  expect(read.missing).toBe(1)
})

test('Arabic, with its own digits, comma and halves of the day', () => {
  expect(brief('\u200f١\u200f/\u200f٧\u200f/\u200f٢٠١٩، ٦:٣٠ م - سارة: مرحبا\n\u200f١٣\u200f/\u200f٧\u200f/\u200f٢٠١٩، ٧:٠٥ ص - سارة: صباح الخير')).toEqual([
    ['سارة', at(2019, 7, 1, 18, 30), 'مرحبا'],
    ['سارة', at(2019, 7, 13, 7, 5), 'صباح الخير'],
  ])
})

test('iPhone, with the year first', () => {
  expect(brief('[2023-12-31, 9:15:30 p.m.] Ana: hello\n[2024-01-02, 0:05:00] Bo: hi')).toEqual([
    ['Ana', at(2023, 12, 31, 21, 15, 30), 'hello'],
    ['Bo', at(2024, 1, 2, 0, 5), 'hi'],
  ])
})

test('which of 7/8 is the month is decided by the dates, by their order, and else by the person', () => {
  expect(readExport('7/8/23, 9:15 - Ana: a\n7/25/23, 9:15 - Ana: b', none)).toMatchObject({ order: 'month', ambiguous: false })
  expect(readExport('7/8/23, 9:15 - Ana: a\n25/8/23, 9:15 - Ana: b', none)).toMatchObject({ order: 'day', ambiguous: false })
  // As days it would go from the 8th of July back to the 5th, and as months it goes on.
  expect(readExport('7/8/23, 9:15 - Ana: a\n8/5/23, 9:15 - Ana: b\n9/1/23, 9:15 - Ana: c', none)).toMatchObject({ order: 'month', ambiguous: false })
  const open = '7/8/23, 9:15 - Ana: a\n7/8/23, 9:16 - Ana: b'
  expect(readExport(open, none)).toMatchObject({ order: 'day', ambiguous: true })
  expect(readExport(open, none, 'month').messages[0]!.at).toBe(at(2023, 7, 8, 9, 15))
  expect(readExport(open, none, 'day').messages[0]!.at).toBe(at(2023, 8, 7, 9, 15))
  expect(readExport('7/7/23, 9:15 - Ana: a', none).ambiguous).toBe(false)
})

test('what is no date begins no message, and what stands before the first is said', () => {
  const read = readExport('# My chat\n31/31/2023, 21:15 - Ana: no such month\n31/12/2023, 25:15 - Ana: no such hour\n31/12/2023, 21:15 - Ana: hello\n99/99/99 is no date', none)
  expect(read.unread.map(({ line }) => line)).toEqual([1, 2, 3])
  expect(read.messages).toEqual([{ author: 'Ana', at: at(2023, 12, 31, 21, 15), text: 'hello\n99/99/99 is no date' }])
})

test.each(['', '\n\n', '\ufeff', 'no export at all', '[', '__proto__: x', '31/12/2023, 21:15 - '])('%j is read without an error', (text) => {
  expect(readExport(text, none).messages).toEqual([])
})

test('a long export is read at once', () => {
  const line = (i: number) => `31/12/2023, ${String(Math.floor(i / 60) % 24).padStart(2, '0')}:${String(i % 60).padStart(2, '0')} - Ana: message ${i} ${'x'.repeat(80)}`
  const text = Array.from({ length: 50_000 }, (_, i) => line(i)).join('\n')
  const began = performance.now()
  expect(readExport(text, none).messages).toHaveLength(50_000)
  expect(performance.now() - began).toBeLessThan(5_000)
})
