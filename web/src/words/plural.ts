/**
 * Counts in words, for languages that have more forms than one and many. A form names the number as `#`; which form a
 * number takes is Intl's to say. Leaving out a form that the language has does not compile.
 */
type Forms<Rule extends Intl.LDMLPluralRule> = Readonly<Record<Rule, string>>

export function counting<Rule extends Intl.LDMLPluralRule>(locale: string) {
  const rules = new Intl.PluralRules(locale)
  const numbers = new Intl.NumberFormat(locale)
  return {
    number: (n: number): string => numbers.format(n),
    count: (n: number, forms: Forms<Rule>): string => forms[rules.select(n) as Rule].replace('#', numbers.format(n)),
  }
}

export const german = counting<'one' | 'other'>('de')
export const arabic = counting<'zero' | 'one' | 'two' | 'few' | 'many' | 'other'>('ar')
