export { createSluiceClient } from './create-client.ts'
export type { SluiceClient } from './client.ts'
export type { Crash } from './crashes/crashes.ts'
export type { Consent } from './events/consent.ts'
export type { Exposure, Unsent } from './events/exposure.ts'
export type { Outcome } from './events/outcome.ts'
export type { OpenedRows, Row, Rows } from './events/rows.ts'
export type { Environment, EventSourceLike, PageEvent, Tabs } from './environment.ts'
export type { KeptDetails, ShownPlace } from './keep-shown.ts'
export type { FlagListener, ReadFlag } from './read.ts'
export type { Bootstrap, HeadersSource, SluiceClientOptions } from './options.ts'
export type {
  FlagKey,
  FlagValue,
  GateKey,
  OutcomeName,
  ReadValue,
  Register,
  SluiceContext,
  VariantName,
} from './register.ts'
export type { FlagChange, FlagEntry, FlagTable, Override, SluiceState } from './state.ts'
export type { SluiceStatus, SluiceStatusState, ValueSource } from './status.ts'
export type { StorageLike } from './storage.ts'
