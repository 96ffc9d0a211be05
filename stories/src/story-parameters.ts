import type { SluiceParameters } from '@sluice/storybook-addon'

/** What a story says of its flags, checked against the flags of the shop. */
export function gates(sluice: SluiceParameters): { sluice: SluiceParameters } {
  return { sluice }
}
