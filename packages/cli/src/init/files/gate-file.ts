import type { App } from '../app/app.ts'
import type { Style } from '../source/style.ts'

/** The component with the first gate. */
export const FIRST_GATE = 'FirstGate'

/**
 * Writes a component that shows whether a gate is open.
 *
 * @param flag - key of a boolean flag
 * @param file - name of the ruleset file
 */
export function writeGateFile(
  flag: string,
  file: string,
  { ending }: Pick<App, 'ending'>,
  { quote: q, end: e, indent: i }: Style,
): string {
  const constant = ending === 'tsx' ? ' as const' : ''
  return `import { Gate } from ${q}@sluice/react${q}${e}

const strip = { padding: 12, textAlign: ${q}center${q}, color: ${q}#000${q} }${constant}${e}

/** Shows that flags reach the page. Delete it once you have a gate of your own. */
export function ${FIRST_GATE}() {
${i}return (
${i}${i}<div role="status">
${i}${i}${i}<Gate
${i}${i}${i}${i}flag="${flag}"
${i}${i}${i}${i}fallback={
${i}${i}${i}${i}${i}<div style={{ ...strip, background: ${q}#fde68a${q} }}>
${i}${i}${i}${i}${i}${i}${flag} is closed: turn it on in ${file}, and save.
${i}${i}${i}${i}${i}</div>
${i}${i}${i}${i}}
${i}${i}${i}>
${i}${i}${i}${i}<div style={{ ...strip, background: ${q}#bbf7d0${q} }}>
${i}${i}${i}${i}${i}${flag} is open. Turn it off, and the page follows at once.
${i}${i}${i}${i}</div>
${i}${i}${i}</Gate>
${i}${i}</div>
${i})${e}
}
`
}
