import { supportScript, SUPPORT_CHAT } from '../../test/e2e/support/supportChat';
import type { WorkflowNode } from '../n8n/rest';
import type { Stage } from './stage';
import {
	ask,
	beginCredential,
	closeCredential,
	execute,
	failure,
	inRows,
	install,
	look,
	open,
	openCredentials,
	openExecutions,
	openPanel,
	part,
	rememberCredentials,
	saveCredential,
	showAction,
	type,
} from './stage';

/** Once for each resource of the node, but for the chatbot, which has a chapter of its own. */
const tour = (
	company: number,
): Array<[name: string, resource: string, operation: string, parameters: object]> => [
	['Sessions', 'session', 'getMany', { limit: 5 }],
	['Messages', 'session', 'getMessages', { sessionId: byId(7600001) }],
	['E-mail messages', 'emailThread', 'getMessages', { emailThreadId: 4_200_001 }],
	['Contacts', 'contact', 'getMany', { limit: 5 }],
	['Campaigns', 'campaign', 'getMany', { limit: 5 }],
	['Users', 'user', 'getMany', { limit: 5 }],
	['Departments', 'department', 'getMany', {}],
	['Groups', 'group', 'getMany', {}],
	['Tags', 'tag', 'getMany', {}],
	['Company', 'company', 'get', { companyId: byId(company) }],
	['Dashboards', 'metricDashboard', 'getMany', { companyId: byId(company) }],
	['Webhooks', 'webhook', 'getMany', {}],
];
/** No session has it. */
const NO_SESSION = '4711';
const MENU_CHATBOT = '802';

function byId(id: number) {
	return { __rl: true, mode: 'id', value: String(id) };
}

/** The demo of the package for Mluvii. */
export async function showMluvii(stage: Stage): Promise<void> {
	const { film, packageName } = stage;
	await film.title(
		'Mluvii for n8n',
		`${packageName}: chats, calls, e-mails, contacts and chatbots`,
	);
	await install(stage);
	await credentials(stage);
	await showAction(stage, {
		node: 'Mluvii',
		action: 'Get many sessions',
		caption: 'The credential is chosen already. The step is executed.',
	});
	await resources(stage);
	await trigger(stage);
	await chatbot(stage);
	await agent(stage);
	await film.title('Thank you', 'Every example of this demo comes with the package');
}

async function credentials(stage: Stage): Promise<void> {
	const { page, film, sandbox } = stage;
	const { mluvii } = sandbox;
	await film.title('Credentials', 'API login, and OAuth2 with the login screen', async () => {
		await openCredentials(stage);
	});
	await film.say('Mluvii API: domain, username and password. n8n tests it when it is saved.');
	await beginCredential(stage, 'Mluvii API', {
		domain: mluvii.url,
		username: mluvii.apiUsername,
		password: mluvii.apiPassword,
	});
	await saveCredential(stage);
	await look();
	await closeCredential(stage);

	await film.say('Mluvii OAuth2 API: a person logs in on the login screen of Mluvii');
	await beginCredential(stage, 'Mluvii OAuth2 API', {
		domain: mluvii.url,
		clientId: mluvii.oauthClientId,
		clientSecret: mluvii.oauthClientSecret,
	});
	const opened = page.waitForEvent('popup');
	await page.getByRole('button', { name: 'Connect', exact: false }).last().click();
	const login = await opened;
	await film.add(login);
	await type(login.locator('input[name="login"]'), mluvii.loginUser);
	await type(login.locator('input[name="password"]'), mluvii.loginPassword);
	await login.locator('button[type="submit"]').click();
	await login.getByRole('button', { name: 'Continue' }).click();
	await page.getByText('Account connected').first().waitFor();
	await look();
	await closeCredential(stage);
	await rememberCredentials(stage);
}

async function resources(stage: Stage): Promise<void> {
	const { page, film, packageName, credentials, sandbox } = stage;
	const nodes = tour(sandbox.mluvii.companyId).map(
		([name, resource, operation, parameters]): WorkflowNode => ({
			name,
			type: `${packageName}.mluvii`,
			parameters: { authentication: 'mluviiApi', resource, operation, ...parameters },
			credentials: { mluviiApi: credentials.mluviiApi ?? {} },
			executeOnce: true,
		}),
	);
	await film.title('Resources', 'One node for everything in Mluvii', async () => {
		await open(stage, inRows('Each resource of Mluvii', nodes));
	});
	await film.say('A workflow that reads each resource is executed');
	await execute(stage);
	await look();

	await film.say('Messages of a session: who wrote what, and when');
	await openPanel(stage, 'Messages');
	await look();
	await film.say('What goes wrong is told in plain words: here a session that does not exist');
	await type(
		part(page, 'rlc-input').locator('input').or(part(page, 'rlc-input')).last(),
		NO_SESSION,
	);
	await part(page, 'node-execute-button').click();
	await failure(stage);
	await look(1.6);
	await page.keyboard.press('Escape');
}

async function trigger(stage: Stage): Promise<void> {
	const { film, sandbox } = stage;
	await film.title('Trigger', 'When something happens in Mluvii', async () => {
		await open(stage, stage.example('mluvii-session-ended'));
	});
	await film.say('When a session ends, it is tagged. Publishing registers a webhook with Mluvii.');
	await publish(stage);
	await film.say('A session ends in Mluvii, and n8n has an execution at once');
	const session = await sandbox.createSession();
	await sandbox.endSession(session);
	await openExecutions(stage);
	await look(1.4);
}

async function publish({ page }: Stage): Promise<void> {
	await part(page, 'workflow-open-publish-modal-button').click();
	await part(page, 'workflow-publish-button').click();
	const done = page.getByRole('button', { name: 'Got it' });
	await done.waitFor();
	await look(0.5);
	await done.click();
}

async function chatbot(stage: Stage): Promise<void> {
	const { page, film, sandbox, rest } = stage;
	let id = '';
	await film.title('Chatbot', 'A workflow answers visitors', async () => {
		id = await open(stage, stage.example('mluvii-chatbot-menu'));
	});
	await film.say('The Chatbot Trigger starts with each message of a visitor. Actions answer.');
	await rest.activateWorkflow(id);
	const visitor = await page.context().newPage();
	await visitor.goto(sandbox.chatUrl);
	await film.add(visitor);
	await film.say('What the visitor sees: a menu, opening hours, and the way to the sales team');
	await visitor.locator('#chatbot').selectOption(MENU_CHATBOT);
	await type(visitor.locator('#guest'), 'Nora Novák');
	await visitor.getByRole('button', { name: 'Open a chat' }).click();
	await visitor.getByRole('button', { name: 'Opening hours' }).click();
	await visitor.getByText('We are open from').waitFor();
	await type(visitor.getByLabel('Message'), 'I would like to buy a bicycle');
	await visitor.getByRole('button', { name: 'Send', exact: true }).click();
	await visitor.getByText('Sales team will be with you').waitFor();
	await look();
	await visitor.close();
}

async function agent(stage: Stage): Promise<void> {
	const { film, model } = stage;
	await film.title('Tool of an AI agent', 'The same node, used by a model', async () => {
		model.follow(supportScript());
		await open(stage, stage.example('mluvii-support-agent'));
	});
	await film.say('The agent has five tools made of the Mluvii node. It is asked about a customer.');
	await ask(stage, SUPPORT_CHAT.question);
	await film.say('It found the customer, the session and the tag by itself, and added the tag');
	await look(1.5);
}
