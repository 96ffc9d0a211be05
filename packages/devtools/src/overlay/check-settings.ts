import type { Keeper } from './keeper.ts'
import type { Settings } from './memory.ts'

const FITTING: Readonly<Record<keyof Settings, readonly unknown[]>> = {
  isEnabled: [true, false],
  isShy: [true, false],
  corner: ['bottom-right', 'bottom-left', 'top-right', 'top-left'],
  theme: ['light', 'dark'],
  keep: ['page', 'tab', 'browser', 'servers'],
}

/** Leaves out of what the browser remembers what is no setting, and says so of each. */
export function checkSettings(keeper: Keeper): void {
  const { settings, notices } = keeper
  const fits = ([name, value]: [string, unknown]): boolean =>
    !Object.hasOwn(FITTING, name) || FITTING[name as keyof Settings].includes(value)
  const wrong = Object.entries(settings).filter((entry) => !fits(entry))
  if (Array.isArray(settings))
    notices.push('The settings that were kept are a list, and count not.')
  for (const [name, value] of wrong)
    notices.push(`The setting ${name} was kept as ${JSON.stringify(value)}, and counts not.`)
  if (wrong.length === 0 && !Array.isArray(settings)) return
  keeper.settings = Array.isArray(settings)
    ? {}
    : Object.fromEntries(Object.entries(settings).filter((entry) => fits(entry)))
  keeper.show()
}
