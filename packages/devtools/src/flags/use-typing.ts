import { useState } from 'react'
import { wordsOf, type Row } from './rows.ts'

/** What somebody types into a field in place of what a flag serves. */
export interface Typing {
  /** Absent while nothing is typed. */
  readonly text: string | undefined
  readonly isTyped: boolean
  /** What the flag has come to serve since, in a sentence. */
  readonly became: string | undefined
  readonly type: (text: string) => void
  /** Goes on with what the flag serves. */
  readonly stop: () => void
}

/**
 * Keeps what is typed while the value that it is to take the place of becomes another.
 *
 * @param now - that value as it stands in the field
 */
export function useTyping({ shown, forced }: Pick<Row, 'shown' | 'forced'>, now: string): Typing {
  const [typed, setTyped] = useState<{ readonly text: string; readonly from: string }>()
  const isOther = typed !== undefined && typed.from !== now
  return {
    text: typed?.text,
    isTyped: typed !== undefined,
    became: isOther
      ? `${forced ? 'Forced meanwhile' : 'The service gives now'}: ${wordsOf(shown)}`
      : undefined,
    type: (text) => setTyped(text === now ? undefined : { text, from: typed?.from ?? now }),
    stop: () => setTyped(undefined),
  }
}
