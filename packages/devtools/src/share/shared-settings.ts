import type { Settings } from '../overlay/memory.ts'

/** How the overlay looks. How long overrides live, everybody decides for their own browser. */
export type SharedSettings = Pick<Settings, 'corner' | 'theme' | 'isShy'>

const FITTING: Readonly<Record<keyof SharedSettings, readonly unknown[]>> = {
  corner: ['bottom-right', 'bottom-left', 'top-right', 'top-left'],
  theme: ['light', 'dark'],
  isShy: [true, false],
}

/** Tells settings that may go along from what may not, which is given by its names. */
export function sharedSettings(
  settings: object,
): readonly [shared: SharedSettings, others: readonly string[]] {
  const entries = Object.entries(settings)
  const fits = ([name, value]: [string, unknown]): boolean =>
    Object.hasOwn(FITTING, name) && FITTING[name as keyof SharedSettings].includes(value)
  return [
    Object.fromEntries(entries.filter(fits)),
    entries.filter((entry) => !fits(entry)).map(([name]) => name),
  ]
}
