/**
 * The life of the live connection as a pure machine: `step(state, event, chance)` says what state follows and what is to
 * be done. It holds no socket, no timer and no randomness; `link.ts` carries out what it says.
 *
 * One tagged state, one timer and one watchdog. The timer means the dial limit, the wait before a try, the next beat or
 * the next probe, whichever state is on; the watchdog waits for any frame after a beat. The rules are the contract's own
 * rules for the client (R6.1, R6.2, R6.5, R10.5, C33); every way out of `offline` leads to a fresh start, so there is no
 * dead end.
 */
import { FINAL_CLOSE_CODES } from '../protocol/wire.gen.ts'

export type Connection =
  | { readonly state: 'idle' }
  /** Dialling, up to the server's welcome. `first`: since this page was loaded there was no connection and no failure. */
  | { readonly state: 'connecting'; readonly attempt: number; readonly first: boolean; readonly well: boolean }
  /** Waiting for the try of that number. `well`: since the try before it failed, the server answered a health request. */
  | { readonly state: 'reconnecting'; readonly attempt: number; readonly well: boolean }
  | {
      readonly state: 'connected'
      readonly beatMs: number
      readonly visible: boolean
      /** How long beats have gone out since the page was hidden. */
      readonly hiddenMs: number
      /** A beat went out and no frame has come since. */
      readonly unanswered: boolean
    }
  | { readonly state: 'offline'; readonly reason: 'no-network' | 'unreachable' }
  /** The server is well and no socket gets through: everything goes over HTTP, and now and then a socket is tried. */
  | { readonly state: 'slow'; readonly dialling: boolean }
  | { readonly state: 'signed-out' }
  | { readonly state: 'outdated' }

export type ConnectionEvent =
  | { readonly type: 'start' | 'stop' | 'frame' | 'watchdog' | 'retry-now' | 'send' | 'hidden' | 'visible' | 'resumed' }
  | { readonly type: 'net-online' | 'net-offline' | 'healthy' | 'unhealthy' | 'signed-out' }
  /** The slow way does not work either. */
  | { readonly type: 'slow-lost' }
  | { readonly type: 'hello'; readonly beatMs: number; readonly visible: boolean }
  /** The socket is over; `retryAfterMs` when the server said how long to stay away. */
  | { readonly type: 'close'; readonly code: number; readonly retryAfterMs?: number }
  /** The timer ran, that much later than it was due. */
  | { readonly type: 'timer'; readonly lateMs: number }

export type ConnectionCommand =
  | { readonly do: 'dial' | 'hang-up' | 'clear' | 'unwatch' | 'probe' | 'slow-start' | 'slow-stop' }
  | { readonly do: 'beat'; readonly visible: boolean }
  | { readonly do: 'timer' | 'watch'; readonly ms: number }

type Step = readonly [Connection, readonly ConnectionCommand[]]

export const TRIES = 5
const DIAL_LIMIT = 8_000
const ANSWER_LIMIT = 10_000
const ASLEEP = 5_000
const PRESENT_WHILE_HIDDEN = 60_000
const HIDDEN_BEAT = 60_000
const LONGEST_ORDER = 300_000
const OUTDATED = 4426
const BETWEEN_SOCKET_TRIES = 60_000

export function step(on: Connection, event: ConnectionEvent, chance: number): Step {
  if (event.type === 'stop') return [{ state: 'idle' }, [{ do: 'hang-up' }, { do: 'clear' }, { do: 'unwatch' }, { do: 'slow-stop' }]]
  switch (on.state) {
    case 'idle':
      return event.type === 'start' ? dial(1, true) : stay(on)
    case 'signed-out':
    case 'outdated':
      return stay(on)
    case 'slow':
      return whileSlow(on, event, chance)
    case 'connecting':
      return whileConnecting(on, event, chance)
    case 'reconnecting':
      return whileReconnecting(on, event, chance)
    case 'connected':
      return whileConnected(on, event, chance)
    case 'offline':
      return whileOffline(on, event, chance)
  }
}

function whileConnecting(on: Connection & { state: 'connecting' }, event: ConnectionEvent, chance: number): Step {
  switch (event.type) {
    case 'hello': {
      const { beatMs, visible } = event
      return [{ state: 'connected', beatMs, visible, hiddenMs: 0, unanswered: false }, [{ do: 'timer', ms: beatMs }]]
    }
    case 'close':
      return ended(event.code) ?? failed(on, event.retryAfterMs, chance)
    case 'timer': {
      const [next, commands] = failed(on, undefined, chance)
      return [next, [{ do: 'hang-up' }, ...commands]]
    }
    case 'net-offline':
      return lostNetwork(chance)
    case 'signed-out':
      return [{ state: 'signed-out' }, [{ do: 'hang-up' }, { do: 'clear' }]]
    default:
      return stay(on)
  }
}

function whileReconnecting(on: Connection & { state: 'reconnecting' }, event: ConnectionEvent, chance: number): Step {
  switch (event.type) {
    case 'timer':
    case 'visible':
    case 'resumed':
      return dial(on.attempt, false, on.well)
    case 'healthy':
      return [{ ...on, well: true }, []]
    case 'net-online':
    case 'retry-now':
      return dial(1, false)
    case 'net-offline':
      return lostNetwork(chance)
    case 'signed-out':
      return [{ state: 'signed-out' }, [{ do: 'clear' }]]
    default:
      return stay(on)
  }
}

function whileConnected(on: Connection & { state: 'connected' }, event: ConnectionEvent, chance: number): Step {
  switch (event.type) {
    case 'frame':
      return on.unanswered ? [{ ...on, unanswered: false }, [{ do: 'unwatch' }]] : stay(on)
    case 'timer':
      // A hidden page's timers are late by the browser's own wish; there the watchdog alone decides.
      if (on.visible && event.lateMs > ASLEEP) return abandon(chance)
      return beat({ ...on, hiddenMs: on.visible ? 0 : on.hiddenMs + on.beatMs })
    case 'visible':
      return on.visible ? stay(on) : beat({ ...on, visible: true, hiddenMs: 0 })
    case 'hidden':
      return on.visible ? beat({ ...on, visible: false, hiddenMs: 0 }) : stay(on)
    case 'resumed':
    case 'watchdog':
      // Out of the browser's memory of pages, or silent: the socket is not to be trusted.
      return abandon(chance)
    case 'close':
      return ended(event.code) ?? withUnwatch(wait(1, waitBefore(1, chance)))
    case 'net-offline':
      return lostNetwork(chance)
    default:
      return stay(on)
  }
}

function whileSlow(on: Connection & { state: 'slow' }, event: ConnectionEvent, chance: number): Step {
  const rest: Step = [{ state: 'slow', dialling: false }, [{ do: 'timer', ms: BETWEEN_SOCKET_TRIES }]]
  switch (event.type) {
    case 'hello':
      return withSlowStop(whileConnecting({ state: 'connecting', attempt: 1, first: false, well: true }, event, chance))
    case 'close':
      return ended(event.code) === undefined ? rest : withSlowStop(ended(event.code) ?? rest)
    case 'timer':
      if (!on.dialling) return tryTheSocket()
      return [rest[0], [{ do: 'hang-up' }, ...rest[1]]]
    case 'retry-now':
    case 'net-online':
    case 'visible':
    case 'resumed':
      return on.dialling ? stay(on) : tryTheSocket()
    case 'net-offline':
      return withSlowStop(lostNetwork(chance))
    case 'slow-lost':
      return withSlowStop(abandon(chance))
    case 'signed-out':
      return withSlowStop([{ state: 'signed-out' }, [{ do: 'hang-up' }, { do: 'clear' }]])
    default:
      return stay(on)
  }
}

function tryTheSocket(): Step {
  return [{ state: 'slow', dialling: true }, [{ do: 'dial' }, { do: 'timer', ms: DIAL_LIMIT }]]
}

function withSlowStop([next, commands]: Step): Step {
  return [next, [{ do: 'slow-stop' }, ...commands]]
}

function whileOffline(on: Connection & { state: 'offline' }, event: ConnectionEvent, chance: number): Step {
  switch (event.type) {
    case 'net-online':
    case 'healthy':
    case 'retry-now':
      return dial(1, false)
    case 'visible':
    case 'resumed':
    case 'send':
      // Without a network a try would fail at once and only flicker; a probe finds out whether the browser is wrong.
      return on.reason === 'unreachable' ? dial(1, false) : [on, [{ do: 'probe' }]]
    case 'timer':
      return [on, [{ do: 'probe' }, { do: 'timer', ms: probeWait(chance) }]]
    case 'net-offline':
      return [{ state: 'offline', reason: 'no-network' }, []]
    case 'signed-out':
      return [{ state: 'signed-out' }, [{ do: 'clear' }]]
    default:
      return stay(on)
  }
}

function stay(on: Connection): Step {
  return [on, []]
}

function dial(attempt: number, first: boolean, well = false): Step {
  return [{ state: 'connecting', attempt, first, well }, [{ do: 'dial' }, { do: 'timer', ms: DIAL_LIMIT }]]
}

/** The socket is not to be trusted any more: it is left, and the tries begin. */
function abandon(chance: number): Step {
  const [next, commands] = wait(1, waitBefore(1, chance))
  return [next, [{ do: 'hang-up' }, { do: 'unwatch' }, ...commands]]
}

function wait(attempt: number, ms: number): Step {
  return [{ state: 'reconnecting', attempt, well: false }, [{ do: 'timer', ms }]]
}

/**
 * A try failed. A wait that the server ordered costs no try; otherwise the next one follows, or after five the probes.
 * Two in a row, while the server was well in between, mean that the network lets no socket through (R12.1).
 */
function failed({ attempt, well }: Connection & { state: 'connecting' }, retryAfterMs: number | undefined, chance: number): Step {
  if (retryAfterMs === undefined && attempt >= 2 && well) {
    return [{ state: 'slow', dialling: false }, [{ do: 'slow-start' }, { do: 'timer', ms: BETWEEN_SOCKET_TRIES }]]
  }
  if (retryAfterMs !== undefined) return wait(attempt, Math.min(Math.max(retryAfterMs, 1_000), LONGEST_ORDER))
  if (attempt >= TRIES) {
    return [{ state: 'offline', reason: 'unreachable' }, [{ do: 'timer', ms: probeWait(chance) }]]
  }
  const [next, commands] = wait(attempt + 1, waitBefore(attempt + 1, chance))
  return [next, [...commands, { do: 'probe' }]]
}

function lostNetwork(chance: number): Step {
  const commands: ConnectionCommand[] = [{ do: 'hang-up' }, { do: 'unwatch' }, { do: 'timer', ms: probeWait(chance) }]
  return [{ state: 'offline', reason: 'no-network' }, commands]
}

function ended(code: number): Step | undefined {
  if (!FINAL_CLOSE_CODES.includes(code)) return undefined
  return [{ state: code === OUTDATED ? 'outdated' : 'signed-out' }, [{ do: 'clear' }, { do: 'unwatch' }]]
}

function withUnwatch([next, commands]: Step): Step {
  return [next, [{ do: 'unwatch' }, ...commands]]
}

function beat(on: Connection & { state: 'connected' }): Step {
  const present = on.visible || on.hiddenMs < PRESENT_WHILE_HIDDEN
  const commands: ConnectionCommand[] = [
    { do: 'beat', visible: on.visible },
    { do: 'timer', ms: present ? on.beatMs : HIDDEN_BEAT },
  ]
  if (!on.unanswered) commands.push({ do: 'watch', ms: ANSWER_LIMIT })
  return [{ ...on, unanswered: true }, commands]
}

/** 0.1 to 1 s before the first try; before the others 2, 4, 8, 16 s, half of it by chance, so that none is shorter than the one before. */
function waitBefore(attempt: number, chance: number): number {
  if (attempt === 1) return 100 + 900 * chance
  const most = 1_000 * 2 ** (attempt - 1)
  return most / 2 + (most / 2) * chance
}

function probeWait(chance: number): number {
  return 30_000 + 30_000 * chance
}
