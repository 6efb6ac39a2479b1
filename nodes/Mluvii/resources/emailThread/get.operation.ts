import { simplifyField } from '../../../shared/operation/fields';
import type { MluviiOperation } from '../../client';
import { emailThreadId } from './fields';
import { simplifyEmailThread } from './simplify';
import { path } from '../../../shared/http/path';

/** GET /api/v1/EmailThreads/{id} (mluvii-api.md, section 7, CLI). */
export const get: MluviiOperation = {
	value: 'get',
	name: 'Get',
	action: 'Get an email thread',
	description: 'Read one e-mail thread with its state, people and messages',
	effect: 'read',
	properties: [emailThreadId, simplifyField],
	async execute({ client, parameters }) {
		const isSimple = parameters.simplify;
		const id = parameters.id('emailThreadId');
		const thread = await client.record({
			method: 'GET',
			path: path`/api/v1/EmailThreads/${id}`,
			subject: `E-mail thread ${id}`,
		});
		return isSimple ? simplifyEmailThread(thread) : thread;
	},
};
