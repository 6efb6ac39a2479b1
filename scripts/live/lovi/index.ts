import type { Plan } from '../plan';
import { loviProbes } from './probes';
import { loviSteps } from './steps';

/**
 * Everything that is asked of Lovi.
 *
 * @param company ID or name of the company for which templates are read; the first with an active key if left out
 */
export function loviPlan(company?: string): Plan {
	return { steps: loviSteps(company), probes: loviProbes };
}
