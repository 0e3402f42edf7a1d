/** The microphone: a recording as it is made, with how loud it is along its way. Fetched when somebody wants to speak. */
export interface Recording {
  readonly bytes: Blob
  readonly ms: number
  /** A byte for each part of the way: how loud it is there. */
  readonly wave: readonly number[]
}

export interface Recorder {
  readonly ms: () => number
  /** How loud it was lately, the latest last: 0 to 1. */
  readonly levels: () => readonly number[]
  stop(): Promise<Recording>
  cancel(): void
}

const EVERY = 60
const PARTS = 56
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus']

/** Asks for the microphone and begins; rejects where there is none, or it may not be used. */
export async function record(): Promise<Recorder> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } })
  const type = TYPES.find((each) => MediaRecorder.isTypeSupported(each))
  const recorder = new MediaRecorder(stream, { ...(type === undefined ? {} : { mimeType: type }), audioBitsPerSecond: 32_000 })
  const parts: Blob[] = []
  recorder.ondataavailable = ({ data }) => void parts.push(data)
  const listening = new AudioContext()
  const analyser = listening.createAnalyser()
  analyser.fftSize = 1_024
  listening.createMediaStreamSource(stream).connect(analyser)
  const samples = new Uint8Array(analyser.fftSize)
  const levels: number[] = []
  const timer = setInterval(() => {
    analyser.getByteTimeDomainData(samples)
    levels.push(Math.min(1, Math.max(...samples.map((each) => Math.abs(each - 128))) / 96))
  }, EVERY)
  const began = performance.now()
  let ended: number | undefined
  const end = (): void => {
    ended ??= performance.now()
    clearInterval(timer)
    for (const track of stream.getTracks()) track.stop()
    void listening.close()
  }
  recorder.start(1_000)
  const ms = () => (ended ?? performance.now()) - began
  return {
    ms,
    levels: () => levels,
    stop: () =>
      new Promise((resolve) => {
        recorder.onstop = () => resolve({ bytes: new Blob(parts, { type: (type ?? recorder.mimeType).split(';')[0] ?? '' }), ms: Math.round(ms()), wave: inParts(levels) })
        end()
        recorder.stop()
      }),
    cancel: () => {
      recorder.onstop = null
      end()
      if (recorder.state !== 'inactive') recorder.stop()
    },
  }
}

/** The loudest of each part of the way. */
export function inParts(levels: readonly number[]): readonly number[] {
  const parts = Math.min(PARTS, levels.length)
  return Array.from({ length: parts }, (_, n) => {
    const part = levels.slice(Math.floor((n * levels.length) / parts), Math.floor(((n + 1) * levels.length) / parts))
    return Math.round(Math.max(...part, 0) * 255)
  })
}
