export { readOverrides, withOverrides } from './overrides/with-overrides.ts'
export type { Override } from './overrides/with-overrides.ts'
