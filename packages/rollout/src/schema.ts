export { parsePlan, planSchema } from './plan/plan-schema.ts'
export type { PlanDocument } from './plan/plan-schema.ts'
export { PlanError } from './plan/plan-error.ts'
