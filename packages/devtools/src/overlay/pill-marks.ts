import type { SluiceClient } from '@sluice/client'

/** One thing that the trigger says: its kind, what is drawn, and what is read aloud where that is more. */
export type PillMark = readonly [
  kind: 'lost' | 'forced' | 'granted' | 'as-if',
  text: string,
  spoken?: string,
]

/** What the parts of the panel have to say in the trigger, once they are there. */
export const pillMarks: { more?: (client: SluiceClient) => readonly PillMark[] } = {}
