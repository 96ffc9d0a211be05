export { createSluiceClient } from '@sluice/client'
export { Gate } from './Gate.tsx'
export { Override } from './Override.tsx'
export { SluiceProvider } from './SluiceProvider.tsx'
export { StaticRegions } from './static/StaticRegions.tsx'
export { Variant } from './Variant.tsx'
export { exposureNotes } from './exposure/notes.ts'
export { useExposure, useExposureRef } from './exposure/use-exposure.ts'
export { useTrack } from './exposure/use-track.ts'
export { readBootstrap } from './hydration/read-bootstrap.ts'
export { useGate, useGateDetails } from './use-gate.ts'
export { useSluiceContext } from './use-sluice-context.ts'
export { useSluiceStatus } from './use-sluice-status.ts'
export { useSuspenseGate } from './use-suspense-gate.ts'
export { useSuspenseVariant } from './use-suspense-variant.ts'
export { useVariant, useVariantDetails } from './use-variant.ts'
export { withGate } from './with-gate.tsx'
export type {
  Bootstrap,
  Crash,
  FlagKey,
  FlagValue,
  GateKey,
  Register,
  SluiceClient,
  SluiceClientOptions,
  SluiceContext,
  SluiceStatus,
  VariantName,
} from '@sluice/client'
export type { ExposureNote } from './exposure/notes.ts'
export type { ExposureOptions, ExposurePolicy } from './exposure/policy.ts'
export type { Region } from './exposure/visibility.ts'
export type { FlagDetails } from './flag-details.ts'
export type { GateProps } from './Gate.tsx'
export type { OverrideProps } from './Override.tsx'
export type { LoadTreatment } from './treatment-code.ts'
export type { SluiceProviderProps } from './SluiceProvider.tsx'
export type { StaticRegionsProps } from './static/StaticRegions.tsx'
export type { SluiceContextControls } from './use-sluice-context.ts'
export type { VariantProps } from './Variant.tsx'
export type { WithGateOptions } from './with-gate.tsx'
