import { describe, expect, it } from 'vitest'
import { roomFor } from './limit.ts'

const limits = { text_characters: 10_000, text_bytes: 16_384 }

describe('roomFor', () => {
  it('says nothing while there is plenty', () => expect(roomFor('a'.repeat(4000), limits)).toEqual({ over: 0 }))
  it('counts down near the limit', () => expect(roomFor('a'.repeat(9990), limits)).toEqual({ over: 0, left: 10 }))
  it('is full at exactly the limit', () => expect(roomFor('a'.repeat(10_000), limits)).toEqual({ over: 0, left: 0 }))
  it('tells how many characters must go', () => expect(roomFor('a'.repeat(10_012), limits)).toEqual({ over: 12 }))
  it('counts an emoji as one character of four bytes', () => {
    expect(roomFor('😀'.repeat(4096), limits)).toEqual({ over: 0, left: 0 })
    expect(roomFor('😀'.repeat(4098), limits)).toEqual({ over: 2 })
  })
  it('counts letters of three bytes by weight', () => expect(roomFor('あ'.repeat(5462), limits)).toEqual({ over: 1 }))
  it('what is told to go is enough', () => {
    const text = 'é😀aあ'.repeat(2000)
    const { over } = roomFor(text, limits)
    const rest = [...text].slice(0, -over).join('')
    expect(new TextEncoder().encode(rest).length).toBeLessThanOrEqual(limits.text_bytes)
    expect(new TextEncoder().encode([...text].slice(0, 1 - over).join('')).length).toBeGreaterThan(limits.text_bytes)
  })
})
