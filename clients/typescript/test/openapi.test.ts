/** The description of the API is what the standard says it should be, so that tools of others can read it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'

const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../../protocol/openapi.gen.json'), 'utf8')) as Record<string, unknown>

test('the document is valid OpenAPI 3.1', async () => {
  const validator = new Validator()
  const { valid, errors } = await validator.validate(document)
  expect(errors).toBeUndefined()
  expect(valid).toBe(true)
  expect(validator.version).toBe('3.1')
})

test('every reference in it leads somewhere', () => {
  const lost = references(document).filter((reference) => resolve(reference) === undefined)
  expect(lost).toEqual([])
  expect(references(document).length).toBeGreaterThan(30)
})

function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' && typeof inner === 'string' ? [inner] : references(inner)))
}

function resolve(reference: string): unknown {
  const steps = reference.replace(/^#\//, '').split('/')
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], document)
}
