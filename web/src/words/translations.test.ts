import { describe, expect, it } from 'vitest'
import { words as ar } from './ar.ts'
import { arRest } from './ar.rest.ts'
import { words as de } from './de.ts'
import { deRest } from './de.rest.ts'
import { en } from './en.ts'
import { enAdmin } from './en.admin.ts'
import { enMore } from './en.more.ts'
import { enPrograms } from './en.programs.ts'
import { enSettings } from './en.settings.ts'
import { languageFor } from './languages.ts'
import { arabic, german } from './plural.ts'
import { listOf, speak } from './spoken.ts'
import { untranslated } from './untranslated.ts'
import { words } from './words.ts'

const english = { words: en, more: enMore, admin: enAdmin, programs: enPrograms, settings: enSettings }

describe.each([
  ['German', { words: de, ...deRest }],
  ['Arabic', { words: ar, ...arRest }],
])('%s', (_, translation) => {
  it('says all that English says, and nothing that English does not', () => {
    const [spoken, said] = [new Set(linesOf(english)), new Set(linesOf(translation))]
    const missing = [...spoken].filter((path) => !said.has(path))
    const covered = (path: string) => untranslated.some((area) => path === area || path.startsWith(`${area}.`))
    expect(missing.filter((path) => !covered(path))).toEqual([])
    expect([...said].filter((path) => !spoken.has(path) && !/^(admin\.refusals|more\.look\.keys)\./.test(path))).toEqual([])
  })
  it('never shouts, and leaves no line empty', () => {
    for (const [path, said] of sayingsOf(translation)) {
      expect(said, path).not.toMatch(/!/)
      expect(said.trim(), path).not.toBe('')
    }
  })
})

it('says nothing in English only', () => {
  expect(untranslated).toEqual([])
})

describe('the number decides the form', () => {
  it.each([
    [0, 'لا أعضاء'],
    [1, 'عضو واحد'],
    [2, 'عضوان'],
    [3, '3 أعضاء'],
    [10, '10 أعضاء'],
    [11, '11 عضوًا'],
    [99, '99 عضوًا'],
    [100, '100 عضو'],
    [103, '103 أعضاء'],
  ])('Arabic, %d', (n, said) => expect(ar.talk.members(n)).toBe(said))
  it('German', () => expect([0, 1, 2].map((n) => de.talk.members(n))).toEqual(['0 Mitglieder', '1 Mitglied', '2 Mitglieder']))
  it('in the digits of the language', () => {
    expect(german.number(12_345)).toBe('12.345')
    expect(arabic.number(7)).toBe(new Intl.NumberFormat('ar').format(7))
  })
})

describe('a name that is written from the other side', () => {
  it('is set apart in an English sentence, and others are left alone', () => {
    speak({})
    expect(words.talk.typing(['Ana', 'محمد'], 2)).toBe('Ana and \u2068محمد\u2069 are typing')
    expect(words.talk.sayHello('Ana')).toBe('Say hello to Ana')
    expect(words.talk.sayHello('Ana\u202e')).toBe('Say hello to \u2068Ana\u202e\u2069')
    expect(listOf(['Ana', 'محمد'], 'en')).toBe('Ana and \u2068محمد\u2069')
  })
  it('is set apart in an Arabic sentence', () => {
    speak({ words: ar })
    expect(words.talk.typing(['Ana'], 1)).toBe('\u2068Ana\u2069 يكتب')
    speak({})
  })
})

describe('the first guess', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['fr', 'ar-EG', 'de'], 'ar'],
    [['AR'], 'ar'],
    [['fr', 'constructor'], 'en'],
    [[], 'en'],
  ])('%j is %s', (read, language) => expect(languageFor(read)).toBe(language))
})

/** The paths of all lines: 'words.talk.chats'. */
function linesOf(tree: unknown, above = ''): string[] {
  if (typeof tree !== 'object' || tree === null) return [above]
  return Object.entries(tree).flatMap(([key, below]) => linesOf(below, above === '' ? key : `${above}.${key}`))
}

/** All that is said without facts, with its path. */
function sayingsOf(tree: unknown, above = ''): [string, string][] {
  if (typeof tree === 'string') return [[above, tree]]
  if (typeof tree !== 'object' || tree === null) return []
  return Object.entries(tree).flatMap(([key, below]) => sayingsOf(below, above === '' ? key : `${above}.${key}`))
}
