// Grants, for whoever issues, applies, carries or shows them: an entry of its own, since most pages never meet one.
export { forceVariant } from './grants/force-variant.ts'
export { parseGrantAnswer, writeGrantAnswer } from './grants/grant-answer.ts'
export { GRANT_LIMITS, readGrantClaims } from './grants/grant-claims.ts'
export { grantInLink, grantLink, withoutGrant } from './grants/grant-link.ts'
export { GRANT_HEADER } from './wire/headers.ts'
export type { Forced } from './grants/force-variant.ts'
export type { GrantAnswer, GrantRefusalCode, IgnoredFlag } from './grants/grant-answer.ts'
export type { GrantClaims } from './grants/grant-claims.ts'
