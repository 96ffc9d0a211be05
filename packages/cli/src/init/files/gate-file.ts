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
  { quote: q, end: e, indent: i }: Style,
): string {
  const strip = (background: string): string =>
    `<p style={{ margin: 0, padding: 12, textAlign: ${q}center${q}, color: ${q}#1c1917${q}, background: ${q}${background}${q} }}>`
  return `import { Gate } from ${q}@sluice/react${q}${e}

/** Shows that flags reach the page. Delete it once you have a gate of your own. */
export function ${FIRST_GATE}() {
${i}return (
${i}${i}<Gate
${i}${i}${i}flag="${flag}"
${i}${i}${i}fallback={
${i}${i}${i}${i}${strip('#fde68a')}
${i}${i}${i}${i}${i}The gate ${flag} is closed. Turn it on in ${file}, save, and look here.
${i}${i}${i}${i}</p>
${i}${i}${i}}
${i}${i}>
${i}${i}${i}${strip('#bbf7d0')}
${i}${i}${i}${i}The gate ${flag} is open, and the page did not reload.
${i}${i}${i}</p>
${i}${i}</Gate>
${i})${e}
}
`
}
