import type { FlagState } from './flag-state.ts'

const MARKS: Readonly<Record<FlagState, string>> = {
  on: '●',
  off: '○',
  archived: '▪',
  'not there': '–',
}

/** The state of a flag: a mark and a word, so that it does not rest on colour. */
export function State({ state }: { readonly state: FlagState }) {
  return (
    <span className={`state ${state.replace(' ', '-')}`}>
      <span aria-hidden="true">{MARKS[state]}</span> {state}
    </span>
  )
}
