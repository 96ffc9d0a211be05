export { createTestClient } from './client/test-client.ts'
export { cleanUp, configureTesting, noteUse, takeUses, throwNoted } from './session.ts'
export type { TestClient, Tracked } from './client/test-client.ts'
export type { FlagValues, FlagVariants, TestClientOptions, TestStatus } from './client/options.ts'
export type { GateUse, TestingSettings, UnnamedFlags } from './session.ts'
export { sluiceMatchers } from './matchers/matchers.ts'
export { createDescribeVariants, variantCells } from './variants/describe-variants.ts'
export { pairwise } from '@sluice/client/variants'
export type { ExpectedExposure, SluiceMatchers } from './matchers/matchers.ts'
export type {
  DescribeVariants,
  VariantCell,
  VariantsToDescribe,
} from './variants/describe-variants.ts'
