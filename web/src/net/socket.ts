/** One WebSocket, as thin as it can be: text in, text out, and one word when it is over. */
export interface Socket {
  send(text: string): void
  /** Ends it; nothing is heard of it afterwards. */
  drop(): void
}

export interface SocketEars {
  opened(): void
  heard(text: string): void
  /** Told once, also when it never opened. */
  closed(code: number): void
}

export type OpenSocket = (url: string, ears: SocketEars) => Socket

const NORMAL = 1000
const ABNORMAL = 1006

export const openSocket: OpenSocket = (url, ears) => {
  const socket = new WebSocket(url)
  let over = false
  const end = (code: number) => {
    if (over) return
    over = true
    ears.closed(code)
  }
  socket.onopen = () => {
    if (!over) ears.opened()
  }
  socket.onmessage = (event: MessageEvent<unknown>) => {
    if (!over && typeof event.data === 'string') ears.heard(event.data)
  }
  socket.onclose = (event) => end(event.code)
  socket.onerror = () => {
    if (socket.readyState === WebSocket.CLOSED) end(ABNORMAL)
  }
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    drop() {
      over = true
      socket.close(NORMAL)
    },
  }
}
