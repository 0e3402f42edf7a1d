/** A text as a QR code, dark on white in every theme: scanners expect it so. */
import { useLayoutEffect, useRef } from 'preact/hooks'
import { generate } from 'lean-qr'

export function Code({ text, label }: { text: string; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    if (canvas.current !== null) generate(text).toCanvas(canvas.current, { on: [28, 34, 48], off: [255, 255, 255] })
  }, [text])
  return <canvas ref={canvas} class="code" role="img" aria-label={label} />
}
