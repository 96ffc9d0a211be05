import type { SluiceClient } from '@sluice/client'
import type { FlagReader } from './read-flag.ts'

/** The client by which a page reads its flags. */
export type Watched = Pick<SluiceClient, 'flags'>

/** Looks at a reader; at nothing where what listens is no component. */
export type Look = (reader: FlagReader | undefined) => void

/** Looks at all that reads flags through this client on the page. */
export function eachMounted({ flags }: Watched, look: Look): void {
  flags.forEach(({ listeners }) =>
    listeners?.forEach(({ reader }) => look(reader as FlagReader | undefined)),
  )
}
