import type { CompiledRuleset, Ruleset } from '@sluice/core';
import type { Workload } from './workload.ts';
/** The workload as a document of Sluice. */
export declare function sluiceDocument(workload: Workload): unknown;
/** Parses the workload, as a service does before it compiles. */
export declare function sluiceRuleset(workload: Workload): Ruleset;
/** The workload, ready to be evaluated. */
export declare function compileSluice(workload: Workload): CompiledRuleset;
