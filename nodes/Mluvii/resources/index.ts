import type { MluviiResource } from '../transport';
import { apiRequest } from './apiRequest';
import { company } from './company';
import { session } from './session';

/** Everything that the Mluvii node can do, in the order in which the editor shows it. */
export const resources: MluviiResource[] = [apiRequest, company, session];
