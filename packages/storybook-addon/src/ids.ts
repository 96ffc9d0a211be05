/** The addon, and the parameter by which stories speak to it. */
export const ADDON = 'sluice'

/** The panel beside the story. */
export const PANEL: string = 'sluice/gates'

/** The menu in the toolbar. */
export const TOOL: string = 'sluice/menu'

/**
 * Where choices stand in the address.
 *
 * - `everywhere`: what the toolbar chose for all stories; a story's own values are stronger
 * - `here`: what the panel, a cell or a mode chose for one story; the strongest
 * - `view`: what stands in place of the story: every variant, or what no story shows
 */
export const GLOBALS = { everywhere: 'sluice', here: 'sluiceStory', view: 'sluiceView' } as const

/** What the two sides of Storybook tell each other. */
export const EVENTS = {
  /** From the story: what it reads, and all that the panel shows. */
  report: 'sluice/report',
  /** To the story: say it again. */
  ask: 'sluice/ask',
  /** To the story: somebody chose. */
  choose: 'sluice/choose',
  /** To the story: ask each environment what it serves. */
  askLive: 'sluice/ask-live',
  /** From the story: what the environments answered. */
  live: 'sluice/live',
} as const
