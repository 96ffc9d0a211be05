/** How a page can look: on a desk and on a phone, by day and by night. */
const DESK = { viewport: { width: 1280, height: 900 } }
const PHONE = { viewport: { width: 390, height: 844 } }

/** All four of them, by the name that their pictures end in. */
export const LOOKS = [
  { name: 'desktop-light', ...DESK, colorScheme: 'light' },
  { name: 'desktop-dark', ...DESK, colorScheme: 'dark' },
  { name: 'phone-light', ...PHONE, colorScheme: 'light' },
  { name: 'phone-dark', ...PHONE, colorScheme: 'dark' },
] as const

/** Pictures of the main screens are taken in every look, those of others in these. */
const FEW: readonly string[] = ['desktop-light', 'phone-dark']
const MAIN: readonly string[] = ['results', 'flags', 'rollout']

/** Whether a picture of a screen is taken in a look. */
export function isTaken(screen: string, look: string): boolean {
  return MAIN.includes(screen) || FEW.includes(look)
}
