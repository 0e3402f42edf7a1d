/** Whether a message is selected; shown while any can be. It is painted apart from its row, which stays as it is. */
import { usePage } from '../page.ts'
import { Icon } from '../parts/icon.tsx'

export function Picked({ of }: { of: string }) {
  const selected = usePage().selection.value
  if (selected === null) return null
  return (
    <span class="picked" role="checkbox" aria-checked={selected.has(of)}>
      <Icon name="check" />
    </span>
  )
}
