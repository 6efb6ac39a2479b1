import type { Plan } from '../plan';
import { mluviiProbes } from './probes';
import { mluviiSteps } from './steps';

/** Everything that is asked of Mluvii. */
export function mluviiPlan(): Plan {
	return { steps: mluviiSteps(new Date()), probes: mluviiProbes };
}
