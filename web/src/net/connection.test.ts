/** The connection machine, rule by rule, without time or chance of its own. */
import { expect, test } from 'vitest'
import { step, TRIES, type Connection, type ConnectionCommand, type ConnectionEvent } from './connection.ts'

const chances = [0, 0.25, 0.5, 0.999]

/** Walks the machine and gathers what it asks for. */
function walk(from: Connection, events: readonly ConnectionEvent[], chance = 0.5): { on: Connection; asked: ConnectionCommand[] } {
  let on = from
  const asked: ConnectionCommand[] = []
  for (const event of events) {
    const [next, commands] = step(on, event, chance)
    on = next
    asked.push(...commands)
  }
  return { on, asked }
}

function waitOf(commands: readonly ConnectionCommand[]): number {
  const timer = commands.findLast((command) => command.do === 'timer')
  return timer !== undefined && 'ms' in timer ? timer.ms : Number.NaN
}

const connected: Connection = { state: 'connected', beatMs: 10_000, visible: true, hiddenMs: 0, unanswered: false }
const lost: ConnectionEvent = { type: 'close', code: 1006 }
const due: ConnectionEvent = { type: 'timer', lateMs: 0 }

test('the first dial needs no wait and is Connecting', () => {
  const { on, asked } = walk({ state: 'idle' }, [{ type: 'start' }])
  expect(on).toEqual({ state: 'connecting', attempt: 1, first: true, well: false })
  expect(asked[0]).toEqual({ do: 'dial' })
})

test.each(chances)('R6.1: a lost connection is tried again within 2 s (chance %d)', (chance) => {
  const { on, asked } = walk(connected, [lost], chance)
  expect(on).toEqual({ state: 'reconnecting', attempt: 1, well: false })
  expect(waitOf(asked)).toBeGreaterThanOrEqual(100)
  expect(waitOf(asked)).toBeLessThanOrEqual(1_000)
})

test.each(chances)('R6.2: no wait is shorter than the one before, and after five tries the page is offline (chance %d)', (chance) => {
  let on: Connection = connected
  let dials = 0
  const waits: number[] = []
  for (let event: ConnectionEvent = lost; on.state !== 'offline'; event = on.state === 'connecting' ? lost : due) {
    const [next, commands] = step(on, event, chance)
    if (commands.some((command) => command.do === 'dial')) dials++
    if (next.state === 'reconnecting') waits.push(waitOf(commands))
    on = next
  }
  expect(dials).toBe(TRIES)
  expect(waits).toEqual([...waits].sort((a, b) => a - b))
  expect(waits.at(-1)).toBeGreaterThanOrEqual(8_000)
  expect(waits.at(-1)).toBeLessThanOrEqual(16_000)
  expect(on).toEqual({ state: 'offline', reason: 'unreachable' })
})

test('a dial that takes more than 8 s is given up', () => {
  const { on, asked } = walk({ state: 'idle' }, [{ type: 'start' }])
  expect(waitOf(asked)).toBe(8_000)
  const after = walk(on, [due])
  expect(after.on).toMatchObject({ state: 'reconnecting', attempt: 2 })
  expect(after.asked).toContainEqual({ do: 'hang-up' })
})

test('a wait that the server orders is kept from the second try on and costs no try', () => {
  const first = walk(connected, [{ type: 'close', code: 1013, retryAfterMs: 7_000 }], 0)
  expect(waitOf(first.asked)).toBe(100)
  const second = walk(first.on, [due, { type: 'close', code: 4503, retryAfterMs: 7_000 }], 0)
  expect(second.on).toEqual({ state: 'reconnecting', attempt: 1, well: false })
  expect(waitOf(second.asked)).toBe(7_000)
})

test.each([0, 0.999])('offline is no dead end: a probe every 30 to 60 s (chance %d)', (chance) => {
  const { on, asked } = walk({ state: 'offline', reason: 'unreachable' }, [due], chance)
  expect(on.state).toBe('offline')
  expect(asked).toContainEqual({ do: 'probe' })
  expect(waitOf(asked)).toBeGreaterThanOrEqual(30_000)
  expect(waitOf(asked)).toBeLessThanOrEqual(60_000)
})

test.each(['net-online', 'healthy', 'visible', 'resumed', 'send', 'retry-now'] as const)('offline ends at once on %s', (type) => {
  const { on, asked } = walk({ state: 'offline', reason: 'unreachable' }, [{ type }])
  expect(on).toEqual({ state: 'connecting', attempt: 1, first: false, well: false })
  expect(asked).toContainEqual({ do: 'dial' })
})

test('a network that is gone burns no try, and its return dials at once', () => {
  const { on, asked } = walk({ state: 'connecting', attempt: 3, first: false, well: false }, [{ type: 'net-offline' }])
  expect(on).toEqual({ state: 'offline', reason: 'no-network' })
  expect(asked).toContainEqual({ do: 'hang-up' })
  expect(walk(on, [{ type: 'net-online' }]).on).toEqual({ state: 'connecting', attempt: 1, first: false, well: false })
})

test('without a network a send only asks whether the browser is wrong', () => {
  const { on, asked } = walk({ state: 'offline', reason: 'no-network' }, [{ type: 'send' }])
  expect(on.state).toBe('offline')
  expect(asked).toEqual([{ do: 'probe' }])
})

test('a timer that is more than 5 s late means that the machine slept: the old socket is not trusted', () => {
  const { on, asked } = walk(connected, [{ type: 'timer', lateMs: 5_001 }])
  expect(on.state).toBe('reconnecting')
  expect(asked).toContainEqual({ do: 'hang-up' })
})

test('a late timer of a hidden page is the browser saving power', () => {
  const hidden: Connection = { ...connected, visible: false }
  expect(walk(hidden, [{ type: 'timer', lateMs: 50_000 }]).on.state).toBe('connected')
})

test('R10.5: no frame within 10 s after a beat means that the server is gone', () => {
  const { on, asked } = walk(connected, [due])
  expect(asked).toContainEqual({ do: 'watch', ms: 10_000 })
  expect(walk(on, [{ type: 'watchdog' }]).on.state).toBe('reconnecting')
})

test('R10.5: any frame after a beat shows that the server lives', () => {
  const { on } = walk(connected, [due])
  expect(walk(on, [{ type: 'frame' }]).asked).toEqual([{ do: 'unwatch' }])
})

test('R5.2: a page hidden for a minute beats once a minute, and at once when it is seen again', () => {
  let on = walk(connected, [{ type: 'hidden' }]).on
  const waits: number[] = []
  for (let i = 0; i < 8; i++) {
    const [next, commands] = step(on, due, 0)
    on = next
    waits.push(waitOf(commands))
  }
  expect(waits.slice(0, 5)).toEqual(Array(5).fill(10_000))
  expect(waits.slice(6)).toEqual([60_000, 60_000])
  expect(walk(on, [{ type: 'visible' }]).asked).toContainEqual({ do: 'beat', visible: true })
})

test.each([
  [4401, 'signed-out'],
  [4403, 'signed-out'],
  [4426, 'outdated'],
] as const)('close code %d is final: %s', (code, state) => {
  const { on } = walk(connected, [{ type: 'close', code }])
  expect(on).toEqual({ state })
  expect(walk(on, [{ type: 'net-online' }, { type: 'retry-now' }, due]).on).toEqual({ state })
})

test.each([1001, 1006, 1012, 4440, 4503, 4999])('after close code %d the page comes back (P8)', (code) => {
  expect(walk(connected, [{ type: 'close', code }]).on.state).toBe('reconnecting')
})

test('a handshake that keeps failing asks whether the session has ended', () => {
  const { on, asked } = walk({ state: 'connecting', attempt: 2, first: false, well: false }, [lost])
  expect(asked).toContainEqual({ do: 'probe' })
  expect(walk(on, [{ type: 'signed-out' }]).on).toEqual({ state: 'signed-out' })
})

const second: Connection = { state: 'connecting', attempt: 2, first: false, well: true }

test('R12.1: two socket tries in a row fail while a health request is answered: slow mode', () => {
  const { on, asked } = walk({ state: 'connecting', attempt: 1, first: true, well: false }, [lost, { type: 'healthy' }, due, lost])
  expect(on).toEqual({ state: 'slow', dialling: false })
  expect(asked).toContainEqual({ do: 'slow-start' })
  expect(waitOf(asked)).toBe(60_000)
})

test('R12.1: a server that comes back between two tries is no blocked network', () => {
  const { on } = walk({ state: 'connecting', attempt: 1, first: false, well: false }, [lost, { type: 'unhealthy' }, due, lost, { type: 'healthy' }])
  expect(on).toEqual({ state: 'reconnecting', attempt: 3, well: true })
})

test('R12.1: a wait that the server orders says that its sockets can be reached', () => {
  expect(walk(second, [{ type: 'close', code: 1013, retryAfterMs: 2_000 }]).on.state).toBe('reconnecting')
})

test.each(['timer', 'net-online', 'visible', 'retry-now'] as const)('R12.1: in slow mode a socket is tried on %s, and the slow way goes on meanwhile', (type) => {
  const slow: Connection = { state: 'slow', dialling: false }
  const { on, asked } = walk(slow, [type === 'timer' ? due : { type }])
  expect(on).toEqual({ state: 'slow', dialling: true })
  expect(asked).toContainEqual({ do: 'dial' })
  expect(asked).not.toContainEqual({ do: 'slow-stop' })
  expect(walk(on, [lost]).on).toEqual(slow)
  const back = walk(on, [{ type: 'hello', beatMs: 10_000, visible: true }])
  expect(back.on.state).toBe('connected')
  expect(back.asked).toContainEqual({ do: 'slow-stop' })
})

test.each([
  ['slow-lost', 'reconnecting'],
  ['net-offline', 'offline'],
  ['signed-out', 'signed-out'],
] as const)('R12.1: slow mode ends with %s', (type, state) => {
  const { on, asked } = walk({ state: 'slow', dialling: false }, [{ type }])
  expect(on.state).toBe(state)
  expect(asked).toContainEqual({ do: 'slow-stop' })
})

test('a page out of the browser\'s memory of pages does not trust its socket', () => {
  const { on, asked } = walk(connected, [{ type: 'resumed' }])
  expect(on.state).toBe('reconnecting')
  expect(asked).toContainEqual({ do: 'hang-up' })
})
