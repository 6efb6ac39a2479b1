import {
	accessToken,
	claimsOf,
	lifetimeOf,
	limitHeaders,
	ofLast,
	refusalShape,
	rows,
	yesNo,
} from '../answers';
import { isObject } from '../json';
import { describedQuestion, openQuestions, type Probe } from '../plan';
import { VALUE } from './learned';
import { keysIn, templatesIn } from './steps';

const SOURCE = 'lovi-api.md, section';

/** The open questions about Lovi: docs/reference/lovi-api.md, sections 15 and 16. */
export const loviProbes: Probe[] = [
	{
		id: 'token.life',
		question: 'How long is a token good?',
		source: `${SOURCE} 1`,
		expected: '3600 seconds',
		answer: (seen) => lifetimeOf(seen.last('login')),
		otherwise: 'There was no login',
	},
	{
		id: 'token.refresh',
		question: 'Does a login give a refresh token?',
		source: `${SOURCE}s 1b and 15`,
		answer: ofLast('login', ({ body }) =>
			isObject(body) ? yesNo('refresh_token' in body) : undefined,
		),
		otherwise: 'There was no login',
	},
	{
		id: 'gateway',
		question: 'Does Lovi need the key of a gateway?',
		source: `${SOURCE}s 1 and 15`,
		answer: (seen) => {
			if (seen.memory.has(VALUE.gateway.name)) return undefined;
			const login = seen.all.find(({ url }) => url.pathname.endsWith('/auth/v1/token'));
			if (login?.status === 200) return 'no';
			return login && refusalShape(login) === '401 with message and hint' ? 'yes' : undefined;
		},
		otherwise: 'There was no login without one',
	},
	{
		id: 'refusal.login',
		question: 'How is a login refused?',
		source: `${SOURCE}s 1 and 15`,
		expected: ["400 with GoTrue's newer error", '400 with an OAuth error'],
		answer: ofLast('refusal.login', refusalShape),
		otherwise: 'It was not asked, or not answered',
	},
	{
		id: 'refusal.wrongToken',
		question: 'How is a token refused that is not good?',
		source: `${SOURCE}s 2 and 15`,
		expected: '401 with code and message',
		answer: ofLast('refusal.wrongToken', refusalShape),
		otherwise: 'It was not asked, or not answered',
	},
	{
		id: 'refusal.noToken',
		question: 'How is a request refused without a token?',
		source: `${SOURCE}s 2 and 15`,
		expected: '401 with code and message',
		answer: ofLast('refusal.noToken', refusalShape),
		otherwise: 'It was not asked, or not answered',
	},
	{
		id: 'refusal.wrongKey',
		question: 'How is a key refused that is not good?',
		source: `${SOURCE}s 13 and 15`,
		expected: '401 with error and message',
		answer: ofLast('refusal.wrongKey', refusalShape),
		otherwise: 'It was not asked, or not answered',
	},
	{
		id: 'refusal.noTemplate',
		question: 'What is the answer where there is no such template?',
		source: `${SOURCE}s 13 and 15`,
		expected: '404 with error and message',
		answer: ofLast('refusal.noTemplate', refusalShape),
		otherwise: 'No company had an active key',
	},
	{
		id: 'keys.shape',
		question: 'Which of the three documented forms does the list of keys have?',
		source: `${SOURCE} 2`,
		expected: 'validApiKeys',
		answer: ofLast('keys', ({ status, body }) => {
			if (status !== 200 || body === undefined) return undefined;
			if (isObject(body)) return 'validApiKeys' in body ? 'validApiKeys' : 'none of them';
			const [first] = keysIn(body);
			if (first === undefined) return 'a bare list';
			return 'access_key' in first ? 'a bare list with access_key' : 'none of them';
		}),
		otherwise: 'It was not answered',
	},
	{
		id: 'keys.several',
		question: 'Can a company have several keys?',
		source: `${SOURCE} 2`,
		answer: ofLast('keys', ({ body }) => {
			const companies = keysIn(body).flatMap(({ company_id: company }) => company ?? []);
			if (companies.length === 0) return undefined;
			return new Set(companies).size < companies.length ? 'yes' : 'none has here';
		}),
		otherwise: 'There was no key',
	},
	{
		id: 'keys.lastUsed',
		question: 'In which form does a key say when it was last used?',
		source: `${SOURCE} 2`,
		answer: ofLast('keys', ({ body }) => {
			const used = keysIn(body).find(({ last_used: time }) => typeof time === 'string');
			const time = used === undefined ? undefined : String(used.last_used);
			if (time === undefined) return undefined;
			const isIso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/.test(time);
			return isIso ? 'ISO 8601' : 'another one';
		}),
		otherwise: 'No key was used yet',
	},
	{
		id: 'templates.shape',
		question: 'Which of the two documented forms does the list of templates have?',
		source: `${SOURCE}s 6 and 14`,
		expected: 'a bare list',
		answer: ofLast('templates', ({ status, body }) => {
			if (status !== 200 || body === undefined) return undefined;
			if (rows(body) !== undefined) return 'a bare list';
			return isObject(body) && rows(body.templates) ? 'templates and total' : 'none of them';
		}),
		otherwise: 'No phone number was given',
	},
	{
		id: 'templates.language',
		question: 'How is the language of a template written?',
		source: `${SOURCE} 14`,
		answer: ofLast('templates', ({ body }) => {
			const templates = templatesIn(body);
			const forms = new Set(
				templates.map(({ language }) =>
					/^[a-z]{2,3}$/.test(String(language))
						? 'the language'
						: /^[a-z]{2,3}_[A-Z]{2}$/.test(String(language))
							? 'language and country'
							: 'otherwise',
				),
			);
			return forms.size === 0 ? undefined : [...forms].sort().join(', ');
		}),
		otherwise: 'There was no template',
	},
	{
		id: 'components.byName',
		question: 'Can the components of a template be read by its name?',
		source: `${SOURCE} 7`,
		expected: 'yes',
		answer: ofLast('components.byName', ({ status }) =>
			status === 200 ? 'yes' : `no (${status ?? 'no answer'})`,
		),
		otherwise: 'There was no template',
	},
	{
		id: 'keyInHeader',
		question: 'Is a key in the header "apikey" taken as well?',
		source: `${SOURCE} 14`,
		answer: ofLast('keyInHeader', ({ status }) =>
			status === 200 ? 'yes' : `no (${status ?? 'no answer'})`,
		),
		otherwise: 'There was no phone number or key, or a gateway takes that header',
	},
	{
		id: 'companyToken',
		question: 'Does a login for one company give another token than a login of the user?',
		source: `${SOURCE}s 3 and 15`,
		answer: (seen) => {
			const [user, company] = ['login', 'companyToken'].map((step) =>
				claimsOf(accessToken(seen.last(step))),
			);
			const { status } = seen.last('companyToken') ?? {};
			if (status !== undefined && status !== 200) return `it is refused (${status})`;
			if (!user || !company) return undefined;
			const more = Object.keys(company).filter((name) => !(name in user)).length;
			return more > 0 ? `it has ${more} more claims` : 'it has the same claims';
		},
		otherwise: 'No company had an active key, or a token cannot be read',
	},
	{
		id: 'limits.headers',
		question: 'Do answers say how many requests are allowed?',
		source: `${SOURCE}s 13 and 15`,
		answer: (seen) => limitHeaders(seen.all),
		otherwise: 'Nothing was answered',
	},
	{
		id: 'templates.digits',
		question: 'Can the name of a template have digits?',
		source: `${SOURCE} 16`,
		answer: (seen) => {
			const names = templatesIn(seen.last('templates')?.body).map(({ name }) => String(name));
			if (names.length === 0) return undefined;
			return names.some((name) => /\d/.test(name)) ? 'yes' : 'none has any here';
		},
		otherwise: 'There was no template',
	},
	describedQuestion({
		id: 'described.calls',
		question: 'Which calls are there beside those of the contract?',
		source: `${SOURCE}s 10 and 15`,
	}),
	...openQuestions(`${SOURCE} 15`, 'Only a request that sends or changes something would show it', {
		'write.notify': 'What is in the answer to a notification, for one contact and for many?',
		'write.voice': 'What is in the answer to a voice notification, and how does the call end?',
		'write.recipientId': 'What is recipient_id: the recipient, or the line that sends?',
		'write.numbers': 'Are numbers of nine digits taken?',
		'write.template': 'Where and with which login is a template created, and with which parts?',
		'write.refusals': 'How are 403, 422 and failures of the server worded?',
		'write.limit': 'In which form does Lovi say when to come back?',
	}),
	...openQuestions(`${SOURCE} 15`, 'Only a description by Lovi would say it', {
		'described.refresh': 'Is a refresh token meant to be used?',
		'described.media': 'Can media be uploaded?',
		'described.status':
			'Can the status of a notification be read, or a scheduled one be cancelled?',
		'described.keys': 'How long is a key good, and how is it rotated?',
		'described.others': 'Are there calls for SMS, e-mail, contacts, agents, numbers or webhooks?',
		'described.pages': 'Are there pages of lists, idempotency, a test mode, or versions?',
	}),
];
