import type { MluviiResource } from '../operation';
import { apiRequest } from './apiRequest';
import { campaign } from './campaign';
import { chatbot } from './chatbot';
import { company } from './company';
import { contact } from './contact';
import { department } from './department';
import { emailThread } from './emailThread';
import { group } from './group';
import { metricDashboard } from './metricDashboard';
import { session } from './session';
import { tag } from './tag';
import { user } from './user';
import { webhook } from './webhook';

/** Everything that the Mluvii node can do, in the order in which the editor shows it. */
export const resources: MluviiResource[] = [
	apiRequest,
	campaign,
	chatbot,
	company,
	contact,
	department,
	emailThread,
	group,
	metricDashboard,
	session,
	tag,
	user,
	webhook,
];
