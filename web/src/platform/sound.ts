/**
 * The one sound of the page: two short soft ticks, made here and not fetched.
 *
 * A browser lets a page be heard only after the person did something in it, and complains about one that tries before. So
 * nothing is tried until then, and nothing that fails is told to anybody: a page without sound works. Between two sounds
 * the audio device is let go.
 */
export interface Sound {
  /** Whether the browser lets this page be heard. */
  ready(): boolean
  play(): void
}

/** What a person does that lets a page be heard; for a finger it counts when it is lifted. */
const GESTURES = ['pointerup', 'keydown'] as const
const HIGH = 1_320
const LOW = 990
/** s */
const BETWEEN = 0.09
const LENGTH = 0.07
const LOUDNESS = 0.07
const SILENCE = 0.0001

export function openSound(): Sound {
  const waiting = new AbortController()
  let audio: AudioContext | undefined
  let allowed = false

  const unlock = () => {
    if (wasUsed() === false) return
    audio ??= newAudio()
    audio?.resume().then(
      () => {
        allowed = true
        waiting.abort()
        return audio?.suspend()
      },
      () => undefined,
    )
  }
  for (const gesture of GESTURES) addEventListener(gesture, unlock, { capture: true, passive: true, signal: waiting.signal })
  if (wasUsed() === true) unlock()

  return {
    ready: () => allowed,
    play() {
      audio?.resume().then(
        () => audio && twice(audio),
        () => undefined,
      )
    },
  }
}

/** Whether the person did something in this page; undefined where the browser does not tell. */
function wasUsed(): boolean | undefined {
  return (navigator as { userActivation?: UserActivation }).userActivation?.hasBeenActive
}

function newAudio(): AudioContext | undefined {
  try {
    return new AudioContext()
  } catch {
    return undefined
  }
}

function twice(audio: AudioContext): void {
  const now = audio.currentTime
  tick(audio, now, HIGH)
  tick(audio, now + BETWEEN, LOW).onended = () => void audio.suspend().catch(() => undefined)
}

function tick(audio: AudioContext, at: number, pitch: number): OscillatorNode {
  const tone = audio.createOscillator()
  const volume = audio.createGain()
  tone.frequency.value = pitch
  volume.gain.setValueAtTime(SILENCE, at)
  volume.gain.exponentialRampToValueAtTime(LOUDNESS, at + 0.005)
  volume.gain.exponentialRampToValueAtTime(SILENCE, at + LENGTH)
  tone.connect(volume).connect(audio.destination)
  tone.start(at)
  tone.stop(at + LENGTH)
  return tone
}
