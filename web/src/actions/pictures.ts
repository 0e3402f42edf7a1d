/** What this person and their groups look like: a picture is made square and small here, and brought to the server. */
import { CallError } from '../net/call-error.ts'
import { putPiece } from '../net/upload.ts'
import { square } from '../platform/picture.ts'
import type { Memory } from '../state/memory.ts'
import type { Actions } from './actions.ts'
import type { Ask, Learn } from './people.ts'
import { resultOf } from './result.ts'

export function pictureActions(ask: Ask, memory: Memory, learn: Learn, newID: () => string): Pick<Actions, 'setPicture'> {
  const upload = async (chosen: Blob): Promise<string> => {
    const bytes = await square(chosen)
    if (bytes === null) throw new CallError('image_damaged')
    const file = newID()
    const { whole } = await ask('file.begin', { file, shape: 'picture', name: 'picture.jpg', size: bytes.size })
    if (whole === undefined) await putPiece(file, 0, bytes, new AbortController().signal)
    return file
  }
  const set = async (of: string, chosen: Blob | null): Promise<null> => {
    const picture = chosen === null ? {} : { picture: await upload(chosen) }
    if (of === memory.me) learn([(await ask('profile.picture', picture)).me])
    else await ask('group.picture', { chat: of, ...picture })
    return null
  }
  return { setPicture: (of, chosen) => resultOf(set(of, chosen)) }
}
