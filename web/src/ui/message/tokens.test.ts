import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOnlyEmoji, tokenize, type Token } from './tokens.ts'

const text = (said: string): Token => ({ kind: 'text', text: said })
const plain = (token: Token): string => ('text' in token ? token.text : token.inside.map(plain).join(''))

describe('tokenize', () => {
  it('marks bold, italic, struck and code', () => {
    expect(tokenize('a *b* _c_ ~d~ `e`')).toEqual([
      text('a '),
      { kind: 'bold', inside: [text('b')] },
      text(' '),
      { kind: 'italic', inside: [text('c')] },
      text(' '),
      { kind: 'strike', inside: [text('d')] },
      text(' '),
      { kind: 'code', text: 'e' },
    ])
  })

  it('marks within marks', () => {
    expect(tokenize('*a _b_*')).toEqual([{ kind: 'bold', inside: [text('a '), { kind: 'italic', inside: [text('b')] }] }])
  })

  it.each(['2*3*4', 'snake_case_name', '* not a list *', '*a\nb*', '**', '_', 'a ~ b ~ c', '```'])('leaves %j as it is', (said) => {
    expect(tokenize(said)).toEqual([text(said)])
  })

  it('keeps marks inside code as text', () => {
    expect(tokenize('`*x*`')).toEqual([{ kind: 'code', text: '*x*' }])
  })

  it('links http and https, and nothing else', () => {
    expect(tokenize('see https://example.org/a_b_c?x=1#y')).toEqual([
      text('see '),
      { kind: 'link', text: 'https://example.org/a_b_c?x=1#y', href: 'https://example.org/a_b_c?x=1#y' },
    ])
    for (const said of ['javascript:alert(1)', 'data:text/html,x', 'ftp://example.org', 'example.org', 'https://']) {
      expect(tokenize(said).filter((token) => token.kind === 'link')).toEqual([])
    }
  })

  it.each([
    ['https://example.org.', 'https://example.org'],
    ['(https://example.org/a)', 'https://example.org/a'],
    ['https://example.org/a_(b)', 'https://example.org/a_(b)'],
    ['*https://example.org*', 'https://example.org'],
  ])('ends the link in %j where the address ends', (said, shown) => {
    expect(tokenize(said).find((token) => token.kind === 'link')).toMatchObject({ text: shown })
  })

  it('shows a host outside ASCII as it is really called', () => {
    const link = tokenize('https://аpple.example/x').find((token) => token.kind === 'link')
    expect(link).toMatchObject({ text: 'https://xn--pple-43d.example/x' })
  })

  it('marks a block of code over several lines, and keeps what is in it', () => {
    expect(tokenize('see\n```\nif (a) *b*\n  c\n```\nso')).toEqual([
      { kind: 'text', text: 'see\n' },
      { kind: 'block', text: 'if (a) *b*\n  c' },
      { kind: 'text', text: '\nso' },
    ])
    expect(tokenize('```one line```')).toEqual([{ kind: 'block', text: 'one line' }])
    expect(tokenize('``` alone').map(plain).join('')).toBe('``` alone')
  })

  const pieces = (...addresses: string[]) =>
    fc.array(fc.oneof(fc.constantFrom('*', '_', '~', '`', '```', ' ', '\n', ')', '.', '🎉', ...addresses), fc.string({ unit: 'grapheme', maxLength: 4 })), { maxLength: 40 })

  it('loses no letter, whatever is typed', () => {
    const letters = (whole: string) => whole.replace(/[*_~`\n]/gu, '')
    fc.assert(
      fc.property(pieces('http://a.b/c_d_'), (parts) => {
        const said = parts.join('')
        expect(letters(tokenize(said).map(plain).join(''))).toBe(letters(said))
      }),
      { numRuns: 2_000 },
    )
  })

  it('makes no link of anything but http and https, whatever is typed', () => {
    const hrefs = (tokens: readonly Token[]): string[] => tokens.flatMap((token) => ('inside' in token ? hrefs(token.inside) : token.kind === 'link' ? [token.href] : []))
    fc.assert(fc.property(pieces('https://', 'http://a.b', 'javascript:', '//'), (parts) => hrefs(tokenize(parts.join(''))).every((href) => /^https?:\/\//.test(href))), { numRuns: 2_000 })
  })

  it.each(['*a '.repeat(3333), '`'.repeat(10_000), `http://a${')'.repeat(9990)}`, '_*~'.repeat(3333), '*a* '.repeat(2500)])(
    'takes no long time over ten thousand hostile signs: %#',
    (said) => {
      const from = performance.now()
      tokenize(said)
      expect(performance.now() - from).toBeLessThan(250)
    },
  )
})

describe('isOnlyEmoji', () => {
  it.each(['🎉', '👍🏽', '👨‍👩‍👧', '❤️', '🇩🇪 🇸🇦', '🎉🎉🎉'])('%s is', (said) => expect(isOnlyEmoji(said)).toBe(true))
  it.each(['', 'ok', '🎉🎉🎉🎉', '🎉 ok', '12', '#'])('%j is not', (said) => expect(isOnlyEmoji(said)).toBe(false))
})
