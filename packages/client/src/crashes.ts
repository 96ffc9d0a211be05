export { isBroken, reportCrash } from './crashes/report-crash.ts'
