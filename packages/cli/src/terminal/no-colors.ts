import type { Colors } from '../shell.ts'

const same = (text: string): string => text

/** Colours that are off. */
export const noColors: Colors = {
  bold: same,
  dim: same,
  red: same,
  green: same,
  yellow: same,
  cyan: same,
}
