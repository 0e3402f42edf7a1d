/** The messages of one day under their date, which stays in sight while they are; and the line above the unread ones. */
import { dayWord } from '../../words/moments.ts'
import { words } from '../../words/words.ts'
import { Message, type RowHost } from '../message/message.tsx'
import { usePage } from '../page.ts'
import { endsGroup, type Day } from './layout.ts'

interface Props {
  readonly day: Day
  readonly divider: { readonly seq: number; readonly count: number } | null
  readonly host: RowHost
}

export function DayStretch({ day, divider, host }: Props) {
  const line = dividerPlace(day, divider)
  return (
    <section class="day">
      <DayPill at={day.at} />
      {day.placed.flatMap((placed, index) => {
        const message = <Message key={placed.row.key} placed={placed} last={index + 1 === line || endsGroup(day.placed[index + 1])} host={host} />
        return index === line && divider !== null ? [<Divider key="divider" count={divider.count} />, message] : [message]
      })}
    </section>
  )
}

function DayPill({ at }: { at: number }) {
  const { views } = usePage()
  return <p class="pill day-pill">{dayWord(at, views.now.value)}</p>
}

function Divider({ count }: { count: number }) {
  return (
    <p class="divider">
      <span>{words.talk.unreadDivider(count)}</span>
    </p>
  )
}

/** The first row of this day at or after the divider, when no earlier painted day can hold it. */
function dividerPlace({ placed }: Day, divider: Props['divider']): number {
  if (divider === null) return -1
  return placed.findIndex(({ row }) => row.seq === divider.seq)
}
