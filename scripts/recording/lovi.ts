import type { Turn } from '../../test/e2e/support/model';
import { chooseFromList } from '../n8n/browser';
import type { WorkflowNode } from '../n8n/rest';
import type { Stage } from './stage';
import {
	ask,
	beginCredential,
	closeCredential,
	execute,
	executeNode,
	failure,
	inRows,
	install,
	look,
	open,
	openCredentials,
	openPanel,
	part,
	rememberCredentials,
	saveCredential,
	showAction,
	type,
} from './stage';

const COMPANY = { __rl: true, mode: 'list', value: '0d8f3c1a-acme', cachedResultName: 'Acme Ltd' };
const WELCOME = {
	__rl: true,
	mode: 'list',
	value: 'welcome_message|en',
	cachedResultName: 'welcome_message · en · MARKETING',
};
const RECIPIENT = {
	company: COMPANY,
	number: '34666033135',
	recipientId: '34911670470',
	notificationType: 'transactional',
	campaignName: 'Orders',
};
const WITHOUT_COUNTRY = '666033135';
/** What is filled into the template that is chosen. */
const PLACEHOLDERS = {
	header_text_1: '1017',
	body_text_0: 'Nora',
	body_text_1: '1017',
	body_text_2: 'Friday',
};
const VOICE_AGENT = '8c1f0b7e-52c4-4e0e-9d0f-6a1c8f3e2b10';
/** Once for each resource of the node. */
const TOUR: Array<[name: string, resource: string, operation: string, parameters: object]> = [
	['API keys', 'apiKey', 'getMany', {}],
	['Company token', 'companyToken', 'mint', { company: COMPANY }],
	['Templates', 'template', 'getMany', { company: COMPANY, phoneNumber: '34911670470' }],
	['WhatsApp message', 'whatsAppNotification', 'send', { ...RECIPIENT, template: WELCOME }],
	['Voice call', 'voiceNotification', 'send', { ...RECIPIENT, agentId: VOICE_AGENT }],
	['Any other call', 'apiRequest', 'send', { method: 'POST', path: '/functions/v1/api_keys' }],
];
const TOOL = 'Send a WhatsApp message';
const QUESTION = 'Welcome our new customer Nora, +34 666 033 135, by WhatsApp.';

/** The demo of the package for Lovi. */
export async function showLovi(stage: Stage): Promise<void> {
	const { film, packageName } = stage;
	await film.title('Lovi for n8n', `${packageName}: WhatsApp and voice notifications`);
	await install(stage);
	await credential(stage);
	await showAction(stage, {
		node: 'Lovi',
		action: 'Get many API keys',
		caption: 'The API key of each company of this login. The step is executed.',
	});
	await resources(stage);
	await template(stage);
	await agent(stage);
	await film.title('Thank you', 'The package has more workflows like these as examples');
}

async function credential(stage: Stage): Promise<void> {
	const { film, sandbox } = stage;
	await film.title('Credential', 'The e-mail address and password of Lovi', async () => {
		await openCredentials(stage);
	});
	await film.say('Lovi API: n8n tests it when it is saved');
	await beginCredential(stage, 'Lovi API', {
		email: sandbox.lovi.email,
		password: sandbox.lovi.password,
		baseUrl: sandbox.lovi.url,
	});
	await saveCredential(stage);
	await look();
	await closeCredential(stage);
	await rememberCredentials(stage);
}

async function resources(stage: Stage): Promise<void> {
	const { film, packageName, credentials } = stage;
	const nodes = TOUR.map(([name, resource, operation, parameters]): WorkflowNode => ({
		name,
		type: `${packageName}.lovi`,
		parameters: { resource, operation, ...parameters },
		credentials: { loviApi: credentials.loviApi ?? {} },
		executeOnce: true,
	}));
	await film.title('Resources', 'One node for everything in Lovi', async () => {
		await open(stage, inRows('Each resource of Lovi', nodes, 3));
	});
	await film.say('A workflow that uses each resource is executed');
	await execute(stage);
	await look();
}

async function template(stage: Stage): Promise<void> {
	const { page, film, packageName, credentials } = stage;
	const node: WorkflowNode = {
		name: 'Tell the customer',
		type: `${packageName}.lovi`,
		parameters: {
			...{ resource: 'whatsAppNotification', operation: 'send', ...RECIPIENT },
			number: WITHOUT_COUNTRY,
		},
		credentials: { loviApi: credentials.loviApi ?? {} },
	};
	await film.title('A template', 'Its placeholders are fields', async () => {
		await open(stage, inRows('Order shipped', [node]));
		await openPanel(stage, node.name);
	});
	await film.say('The template is chosen from the list of the company');
	await chooseFromList(page, { words: 'shipping', entry: 'shipping_update' }, 1);
	await page.getByText('Body {{3}}, e.g. Friday').first().waitFor();
	await film.say('Each of its placeholders has a field now');
	for (const [placeholder, value] of Object.entries(PLACEHOLDERS)) {
		await type(part(page, `parameter-input-${placeholder}`).locator('input'), value);
	}
	await film.say('The phone number has no country code. The step is executed all the same.');
	await part(page, 'node-execute-button').click();
	await failure(stage);
	await film.say('Nothing was sent. The error says which field is wrong, and what it needs.');
	await look();
	await type(part(page, 'parameter-input-number').locator('input'), RECIPIENT.number);
	await film.say('With the country code it is sent');
	await executeNode(stage);
	await look();
	await page.keyboard.press('Escape');
}

async function agent(stage: Stage): Promise<void> {
	const { film, model } = stage;
	await film.title('Tool of an AI agent', 'The same node, used by a model', async () => {
		model.follow(script());
		await open(stage, assistant(stage));
	});
	await film.say('The agent has one tool, made of the Lovi node. The model fills in the number.');
	await ask(stage, QUESTION);
	await film.say('The message was sent by the tool');
	await look();
}

/** What the model does when it is asked. */
function script(): Turn[] {
	return [
		[{ tool: TOOL.replaceAll(' ', '_'), arguments: { Number: '34666033135' } }],
		'Done: Nora has been welcomed by WhatsApp.',
	];
}

/** An agent with the node as its tool. */
function assistant({ packageName, credentials }: Stage) {
	const node = (
		name: string,
		ofType: string,
		typeVersion: number,
		position: number[],
		parameters: object,
		used = {},
	) => ({
		id: name,
		name,
		type: ofType,
		typeVersion,
		position,
		parameters,
		credentials: used,
	});
	const langchain = '@n8n/n8n-nodes-langchain';
	const model = { model: { __rl: true, mode: 'list', value: 'gpt-5-mini' }, options: {} };
	const message = {
		...{ resource: 'whatsAppNotification', operation: 'send', ...RECIPIENT, template: WELCOME },
		number: "={{ $fromAI('Number', 'Phone number with country code, digits only', 'string') }}",
	};
	const to = (kind: string) => ({ [kind]: [[{ node: 'Assistant', type: kind, index: 0 }]] });
	return {
		name: 'Assistant',
		// Without it, n8n executes in an older way, in which the chat shows no answer.
		settings: { executionOrder: 'v1' },
		nodes: [
			{
				...node('Request', `${langchain}.chatTrigger`, 1.1, [0, 0], { options: {} }),
				webhookId: crypto.randomUUID(),
			},
			node('Assistant', `${langchain}.agent`, 3, [260, 0], { options: {} }),
			node('OpenAI Chat Model', `${langchain}.lmChatOpenAi`, 1.2, [160, 260], model, {
				openAiApi: credentials.openAiApi,
			}),
			node(TOOL, `${packageName}.loviTool`, 1, [440, 260], message, {
				loviApi: credentials.loviApi,
			}),
		],
		connections: {
			Request: to('main'),
			'OpenAI Chat Model': to('ai_languageModel'),
			[TOOL]: to('ai_tool'),
		},
	};
}
