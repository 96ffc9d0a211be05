export { createGrantReader, readGrant } from './grants/grant-reader.ts'
export type { GrantedNode, GrantReader, GrantReaderOptions } from './grants/grant-reader.ts'
export type { GrantAnswer, GrantRefusalCode, IgnoredFlag } from '@sluice/core/grants'
