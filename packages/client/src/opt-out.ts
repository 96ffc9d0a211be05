export { readOptOut } from './opt-out/cookie.ts'
export { withOptOut } from './opt-out/with-opt-out.ts'
export type { OptOutCookies } from './opt-out/cookie.ts'
export type { OptOut, OptOutOptions } from './opt-out/with-opt-out.ts'
