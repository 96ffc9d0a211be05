export { nearest } from './variants/nearest.ts'
export { pairwise } from './variants/pairwise.ts'
