import type { Handler } from '../service';
import { created, done, found, notFound, refused, without } from './answers';
import type { Emit } from './deliveries';
import { makeEmailThread } from './seed/emailThreads';
import type { User } from './seed/users';
import type { MluviiState } from './state';

interface NewEmailThread {
	inboxId: number;
	operatorUserId?: number;
	contactId?: number;
	clientEmails?: string[];
	clientEmail?: string;
	clientAdditionalEmails?: string[];
	subject: string;
	body: string;
}

/** Handlers of e-mail threads; their tags go by name. */
export function emailThreadHandlers(state: MluviiState, emit: Emit): Record<string, Handler> {
	return {
		createEmailThread({ body: request }) {
			const { inboxId, operatorUserId, contactId, clientEmail, subject, body, ...more } =
				request as NewEmailThread;
			const { inboxes, users, contacts, emailThreads } = state.records;
			const inbox = inboxes.get(inboxId);
			if (inbox === undefined) return refused('inboxId', 'No such inbox');
			const user = operatorUserId === undefined ? undefined : users.get(operatorUserId);
			if (operatorUserId !== undefined && user === undefined) {
				return refused('operatorUserId', 'No such user');
			}
			const contact = contactId === undefined ? undefined : contacts.get(contactId);
			if (contactId !== undefined && contact === undefined) {
				return refused('contactId', 'No such contact');
			}
			const [address = contact?.data['oo1_guest_email']?.[0], ...others] = [
				...(clientEmail === undefined ? [] : [clientEmail]),
				...(more.clientEmails ?? []),
				...(more.clientAdditionalEmails ?? []),
			];
			if (address === undefined) return refused('clientEmails', 'There is nobody to write to');
			const thread = emailThreads.add((id) =>
				makeEmailThread({
					id,
					inbox,
					created: Date.now(),
					subject,
					body,
					clientName: contact?.data['oo1_guest_ident']?.[0] ?? null,
					clientEmail: address,
					additionalEmails: others,
					operator: user && asOperator(user),
				}),
			);
			emit('EmailThreadCreated', {
				id: thread.id,
				tenantId: thread.departmentId,
				created: thread.created,
			});
			return created(thread.id);
		},

		getEmailThread({ params }) {
			const thread = state.records.emailThreads.get(Number(params['id']));
			return found(thread && without(thread, 'params'));
		},

		getEmailThreadParams({ params }) {
			const thread = state.records.emailThreads.get(Number(params['id']));
			return found(thread && { params: thread.params });
		},

		addEmailThreadTag({ params }) {
			const thread = state.records.emailThreads.get(Number(params['id']));
			const name = params['tagName'] ?? '';
			if (thread === undefined || !isTag(state, name)) return notFound;
			const isThere = thread.tags.some((tag) => tag.name === name);
			if (!isThere) thread.tags.push({ userId: null, name });
			return done;
		},

		removeEmailThreadTag({ params }) {
			const thread = state.records.emailThreads.get(Number(params['id']));
			const name = params['tagName'] ?? '';
			if (thread === undefined || !isTag(state, name)) return notFound;
			thread.tags = thread.tags.filter((tag) => tag.name !== name);
			return done;
		},
	};
}

function asOperator({ id, username, firstName, lastName }: User) {
	return { userId: id, userName: username, firstName, lastName };
}

function isTag(state: MluviiState, name: string): boolean {
	return state.records.tags.all().some((tag) => tag.name === name);
}
