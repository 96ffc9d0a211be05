export { recordVitals } from './vitals/record-vitals.ts'
export type { VitalsClient, VitalsEnvironment, VitalsOptions } from './vitals/record-vitals.ts'
export type { VitalEntry } from './vitals/entries.ts'
