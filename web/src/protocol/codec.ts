/**
 * The wire as the page reads and writes it: a command becomes a text frame, a text frame becomes something that can be
 * trusted to have the shape that the protocol promises.
 *
 * Reading is lenient where P8 asks for it (unknown fields and events are left alone) and strict everywhere else: a frame
 * whose known fields have other types is refused whole, so that nothing behind this file has to look twice. It knows no
 * socket and keeps nothing. `net` is its only caller; a refusal is a BadFrame whose
 * message is the path of the field.
 */
import { events, replies, structs } from './schema.gen.ts'
import type { Commands, Error as WireError, Events } from './wire.gen.ts'

export type CommandName = keyof Commands
export type Request<C extends CommandName> = Commands[C]['request']
export type Reply<C extends CommandName> = Commands[C]['reply']

/** An event with its body, told apart by its type. */
export type ServerEvent = { [E in keyof Events]: { readonly type: E; readonly body: Events[E] } }[keyof Events]

export type Frame =
  | { readonly kind: 'reply'; readonly ref: number; readonly body: unknown }
  | { readonly kind: 'error'; readonly ref?: number; readonly error: WireError }
  | { readonly kind: 'event'; readonly event: ServerEvent }
  /** Something that a newer server says and this page does not know (P8). */
  | { readonly kind: 'unknown' }

export class BadFrame extends Error {}

export function encodeCommand<C extends CommandName>(type: C, body: Request<C>, ref?: number): string {
  return JSON.stringify(ref === undefined ? { type, body } : { type, ref, body })
}

export function decodeFrame(text: string): Frame {
  const frame = parse(text)
  if (!isObject(frame) || typeof frame['type'] !== 'string') throw new BadFrame('type')
  const { type, ref, body } = frame
  if (type === 'reply') {
    if (!isWhole(ref)) throw new BadFrame('ref')
    return { kind: 'reply', ref, body }
  }
  if (type === 'error') {
    if (ref !== undefined && !isWhole(ref)) throw new BadFrame('ref')
    const error = checked('Error', frame['error'], 'error') as WireError
    return ref === undefined ? { kind: 'error', error } : { kind: 'error', ref, error }
  }
  if (!Object.hasOwn(events, type)) return { kind: 'unknown' }
  return { kind: 'event', event: { type, body: checked(events[type] ?? '', body, 'body') } as ServerEvent }
}

let learnt: Promise<void> | undefined

/**
 * Fetches what the answer to this command is checked against, where no open chat needs it. Undefined: it is here. Whoever
 * sends a command that a person gave waits for it first.
 */
export function learn(command: CommandName): Promise<void> | undefined {
  if (Object.hasOwn(replies, command)) return undefined
  learnt ??= import('./schema.rare.gen.ts').then((rare) => {
    Object.assign(structs, rare.structs)
    Object.assign(replies, rare.replies)
  })
  // Fetched anew when it is needed again.
  learnt.catch(() => (learnt = undefined))
  return learnt
}

/** The body of a reply; which struct it is, only the command that it answers tells. */
export function decodeReply<C extends CommandName>(command: C, body: unknown): Reply<C> {
  return checked(replies[command] ?? '', body, '') as Reply<C>
}

/** The error of an HTTP answer (P4); undefined when the body is something else, as from a proxy in between. */
export function decodeFailure(body: unknown): WireError | undefined {
  if (!isObject(body)) return undefined
  try {
    return checked('Error', body['error'], 'error') as WireError
  } catch {
    return undefined
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new BadFrame('not JSON')
  }
}

function checked(struct: string, value: unknown, path: string): unknown {
  const fields = structs[struct]
  if (fields === undefined || !isObject(value)) throw new BadFrame(path === '' ? 'body' : path)
  for (const [name, type] of Object.entries(fields)) checkField(type, value[name], path === '' ? name : `${path}/${name}`)
  return value
}

function checkField(type: string, value: unknown, path: string): void {
  if (type.endsWith('?')) {
    if (value !== undefined) checkField(type.slice(0, -1), value, path)
    return
  }
  if (type.endsWith('[]')) {
    if (!Array.isArray(value)) throw new BadFrame(path)
    value.forEach((each: unknown, i) => checkField(type.slice(0, -2), each, `${path}/${i}`))
    return
  }
  const scalar = SCALARS[type]
  if (scalar === undefined) checked(type, value, path)
  else if (!scalar(value)) throw new BadFrame(path)
}

const ID = /^[\w-]{21}[AQgw]$/

const SCALARS: Readonly<Record<string, (value: unknown) => boolean>> = {
  s: (value) => typeof value === 'string',
  n: isWhole,
  b: (value) => typeof value === 'boolean',
  d: (value) => typeof value === 'string' && ID.test(value),
  x: (value) => value !== undefined,
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
