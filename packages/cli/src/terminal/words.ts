import type { Fault, SluiceError } from '@sluice/core'
import { showPath } from '../yaml/path.ts'
import { plain } from './plain.ts'

/** The service speaks to those who write HTTP; these refusals are said in words of commands. */
const WORDS: Readonly<Record<string, string>> = {
  REASON_REQUIRED: 'This environment is protected: every change needs a reason.',
  UNAUTHENTICATED: 'The service does not know this token.',
}

/** What failed, in words of commands. */
export function messageOf({ code, message, status, faults }: SluiceError): string {
  const words = status === 401 ? WORDS['UNAUTHENTICATED'] : WORDS[code]
  if (words !== undefined) return words
  const [fault, ...others] = faults
  if (fault === undefined || status === undefined) return message
  if (fault.at.length === 0) return message
  return others.length === 0 ? showFault(fault) : `${faults.length} arguments cannot be used.`
}

/** A fault with the name of the argument, as it was typed. */
export function showFault({ at, message }: Fault): string {
  const own = at[0] === 'flags' ? at.slice(2) : at[0] === 'settings' ? at.slice(1) : at
  return own.length === 0 ? plain(message) : `${plain(showPath(own))}: ${plain(message)}`
}
