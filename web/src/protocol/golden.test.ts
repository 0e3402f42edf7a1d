/** The frames that both languages must read and write alike (protocol/golden), and those that both must refuse. */
import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { BadFrame, decodeFrame, decodeReply, encodeCommand, learn, type CommandName, type Request } from './codec.ts'

interface Golden {
  readonly direction: 'server' | 'client'
  readonly command?: CommandName
  readonly why?: string
  readonly field?: string
  readonly frame?: { readonly type: string; readonly ref?: number; readonly body?: unknown }
  readonly raw?: string
}

const folder = new URL('../../../protocol/golden/', import.meta.url)

function goldens(under: URL): [name: string, golden: Golden][] {
  const files = readdirSync(under).filter((name) => name.endsWith('.json'))
  return files.map((name) => [name, JSON.parse(readFileSync(new URL(name, under), 'utf8')) as Golden])
}

function from(all: [string, Golden][], direction: Golden['direction']): [string, Golden][] {
  return all.filter(([, golden]) => golden.direction === direction)
}

function read({ frame, raw, command }: Golden): unknown {
  const decoded = decodeFrame(raw ?? JSON.stringify(frame))
  if (decoded.kind !== 'reply' || command === undefined) return decoded
  return { ...decoded, body: decodeReply(command, decoded.body) }
}

beforeAll(() => learn('admin.overview'))

const valid = goldens(folder)
const invalid = goldens(new URL('invalid/', folder))

test('there are golden frames of both kinds and both directions', () => {
  for (const all of [valid, invalid]) {
    expect(from(all, 'server')).not.toHaveLength(0)
    expect(from(all, 'client')).not.toHaveLength(0)
  }
})

test.each(from(valid, 'server'))('reads %s and loses nothing', (_name, golden) => {
  const decoded = read(golden)
  const { type, ref, ...rest } = golden.frame ?? { type: '' }
  if (type === 'reply') expect(decoded).toEqual({ kind: 'reply', ref, ...rest })
  else if (type === 'error') expect(decoded).toEqual({ kind: 'error', ...(ref === undefined ? {} : { ref }), ...rest })
  else expect(decoded).toEqual({ kind: 'event', event: { type, ...rest } })
})

test.each(from(valid, 'server'))('reads %s from a newer server, with fields that it does not know (P8)', (_name, golden) => {
  const newer = structuredClone(golden) as { frame: Record<string, unknown> }
  newer.frame['later'] = { anything: [1] }
  expect(() => read(newer as unknown as Golden)).not.toThrow()
})

test.each(from(valid, 'client'))('writes %s', (_name, { frame }) => {
  const { type, body, ref } = frame ?? { type: '' }
  const written: unknown = JSON.parse(encodeCommand(type as CommandName, body as Request<CommandName>, ref))
  expect(written).toEqual(frame)
})

test.each(from(invalid, 'server'))('refuses %s and says where', (_name, golden) => {
  expect(() => read(golden)).toThrow(BadFrame)
  expect(() => read(golden)).toThrow(golden.field)
})

test('an event that this page does not know is left alone (P8)', () => {
  expect(decodeFrame('{"type":"chat.exploded","body":null}')).toEqual({ kind: 'unknown' })
  expect(decodeFrame('{"type":"constructor","body":{}}')).toEqual({ kind: 'unknown' })
})
