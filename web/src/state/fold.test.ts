import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { finds, fold, foldWhere, holdsAll, termsOf } from './fold.ts'

/** The server's own cases. */
const cases = JSON.parse(readFileSync(new URL('../../../internal/search/testdata/fold.json', import.meta.url), 'utf8')) as {
  about: string
  text: string
  folded: string
}[]

describe('what counts as the same when one searches', () => {
  it.each(cases)('$about', ({ text, folded }) => {
    expect(fold(text)).toBe(folded)
    expect(fold(folded)).toBe(folded)
  })

  it.each([
    ['Der Café-Besuch', 'cafe', 'Café'],
    ['Der Cafe\u0301-Besuch', 'CAFÉ', 'Cafe\u0301'],
    ['die Straße dort', 'strasse', 'Straße'],
    ['ＦＵＬＬ　ｗｉｄｔｈ', 'full', 'ＦＵＬＬ'],
    ['ｶﾞｽ', 'ガ', 'ｶﾞ'],
    ['قال كـــتاب هنا', 'كتاب', 'كـــتاب'],
    ['한국어', '국', '국'],
    ['a\u200db c', 'ab', 'a\u200db'],
    ['👍🏽 yes', '👍', '👍'],
  ])('%s: %s is found where it was written', (text, look, want) => {
    const spans = finds(text, termsOf(look))
    expect(spans.map(({ from, to }) => text.slice(from, to))).toEqual([want])
  })

  it('finds each word wherever it is, and marks what touches as one', () => {
    expect(termsOf('tea a TEAPOT  tea')).toEqual(['teapot'])
    expect(holdsAll(fold('The Teapot'), termsOf('pot the'))).toBe(true)
    expect(holdsAll(fold('The Teapot'), termsOf('pot cup'))).toBe(false)
    expect(finds('teapot', termsOf('tea pot'))).toEqual([{ from: 0, to: 6 }])
    expect(finds('tea, tea', ['tea'])).toEqual([{ from: 0, to: 3 }, { from: 5, to: 8 }])
    expect(foldWhere(' ').text).toBe('')
  })
})
