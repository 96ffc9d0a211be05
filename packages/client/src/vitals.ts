export { recordVitals } from './vitals/record-vitals.ts'
export type { VitalsClient, VitalsOptions } from './vitals/record-vitals.ts'
export type { VitalsEnvironment } from './vitals/environment.ts'
export type { VitalEntry } from './vitals/entries.ts'
