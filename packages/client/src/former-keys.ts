export { withFormerKeys } from './former-keys/with-former-keys.ts'
export type { FormerKeysOptions } from './former-keys/with-former-keys.ts'
