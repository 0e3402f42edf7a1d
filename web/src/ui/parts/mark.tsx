/** The mark of Twoticks: two ticks that share one stroke's rhythm, indigo. The app icon in web/public is the same drawing. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 48 48" aria-hidden="true">
      <path class="mark-far" d="M21 31.5l3.200 3.200L42 14.5" />
      <path class="mark-near" d="M6 25l9.800 9.700L33.600 14.5" />
    </svg>
  )
}
