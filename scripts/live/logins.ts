import { confirm, input, password, select } from '@inquirer/prompts';
import { baseUrlOf } from '../../nodes/shared/base/baseUrl';
import { ADDRESS as MLUVII_ADDRESS, domain } from '../../nodes/Mluvii/login';
import { ADDRESS as LOVI_ADDRESS } from '../../nodes/Lovi/login';
import type { ServiceName } from '../../sandbox/api';
import { LoviApi } from '../../credentials/LoviApi.credentials';
import { VALUE as LOVI } from './lovi/learned';
import { ID as MLUVII } from './mluvii/learned';
import type { Memory } from './plan';
import type { ServiceReport } from './report';
import type { Login } from './transport';

/** What a user gives for the check of one service. It is kept in memory only. */
export interface Access {
	login: Login;
	/** Values for requests that no list gives, such as a phone number. */
	memory: Memory;
	/** ID or name of the company that is asked about, where the user chose one. */
	company?: string;
	installation: ServiceReport['installation'];
}

/** Says what is missing, or cannot be used, in words for whoever started the check. */
export class AccessError extends Error {}

const MLUVII_CLOUD = domain.default as string;
const LOVI_CLOUD = new LoviApi().properties.find(({ name }) => name === LOVI_ADDRESS.name)
	?.default as string;

/** Which services are to be checked. @param env with the logins that need not be asked for */
export async function chooseServices(env: NodeJS.ProcessEnv): Promise<ServiceName[]> {
	const given = [
		...(env.MLUVII_API_USERNAME ? (['mluvii'] as const) : []),
		...(env.LOVI_EMAIL ? (['lovi'] as const) : []),
	];
	if (given.length > 0) return given;
	if (!canAsk()) throw new AccessError(NOTHING_GIVEN);
	return await select<ServiceName[]>({
		message: 'Which service do you want to check?',
		choices: [
			{ name: 'Mluvii', value: ['mluvii'] },
			{ name: 'Lovi', value: ['lovi'] },
			{ name: 'Both', value: ['mluvii', 'lovi'] },
		],
	});
}

/**
 * The login of a service: from the environment, and asked for where it is not there.
 *
 * @throws AccessError when something is missing that cannot be asked for, or an address cannot be used
 */
export async function accessTo(service: ServiceName, env: NodeJS.ProcessEnv): Promise<Access> {
	return service === 'mluvii' ? await accessToMluvii(env) : await accessToLovi(env);
}

async function accessToMluvii(env: NodeJS.ProcessEnv): Promise<Access> {
	const address = env.MLUVII_DOMAIN || (await askDomain());
	const data = {
		domain: address,
		username: await given(env, 'MLUVII_API_USERNAME', 'Mluvii API username'),
		password: await given(env, 'MLUVII_API_PASSWORD', 'Mluvii API password', 'secret'),
	};
	const thread = await given(
		env,
		'MLUVII_EMAIL_THREAD_ID',
		'ID of an e-mail thread to read (empty for none)',
		'optional',
	);
	return access({ type: 'mluviiApi', data }, MLUVII_CLOUD, {
		[MLUVII.emailThread.name]: thread,
	});
}

async function accessToLovi(env: NodeJS.ProcessEnv): Promise<Access> {
	const gatewayApiKey = env.LOVI_GATEWAY_API_KEY ?? '';
	const data = {
		baseUrl: env.LOVI_BASE_URL || LOVI_CLOUD,
		email: await given(env, 'LOVI_EMAIL', 'Lovi e-mail address'),
		password: await given(env, 'LOVI_PASSWORD', 'Lovi password', 'secret'),
		gatewayApiKey,
	};
	const phoneNumber = await given(
		env,
		'LOVI_PHONE_NUMBER',
		"The company's WhatsApp number, for its templates (empty for none)",
		'optional',
	);
	const company = await given(
		env,
		'LOVI_COMPANY',
		'ID or name of the company to check (empty for the first)',
		'optional',
	);
	return {
		...access({ type: 'loviApi', data }, LOVI_CLOUD, {
			[LOVI.phoneNumber.name]: phoneNumber.replace(/\D/g, ''),
			[LOVI.gateway.name]: gatewayApiKey === '' ? '' : 'yes',
		}),
		company: company === '' ? undefined : company,
	};
}

/** @throws AccessError when the address cannot be used */
function access(
	login: Omit<Login, 'baseUrl'>,
	cloud: string,
	values: Record<string, string>,
): Access {
	const address = login.type === 'mluviiApi' ? MLUVII_ADDRESS : LOVI_ADDRESS;
	try {
		const baseUrl = baseUrlOf(login.data, address);
		return {
			login: { ...login, baseUrl },
			memory: new Map(Object.entries(values).filter(([, value]) => value !== '')),
			installation: new URL(baseUrl).origin === new URL(cloud).origin ? 'cloud' : 'own address',
		};
	} catch (error) {
		throw new AccessError(
			`${(error as Error).message}. The check needs an address with https://.`,
			{
				cause: error,
			},
		);
	}
}

async function askDomain(): Promise<string> {
	if (!canAsk()) return MLUVII_CLOUD;
	const isCloud = await confirm({ message: `Do you use Mluvii at ${new URL(MLUVII_CLOUD).host}?` });
	return isCloud
		? MLUVII_CLOUD
		: await input({ message: 'Address of your Mluvii', required: true });
}

async function given(
	env: NodeJS.ProcessEnv,
	name: string,
	message: string,
	kind: 'plain' | 'secret' | 'optional' = 'plain',
): Promise<string> {
	const value = env[name];
	if (value) return value;
	if (!canAsk()) {
		if (kind === 'optional') return '';
		throw new AccessError(
			`${message} is missing: set ${name}, or start the check in a terminal, which asks for it.`,
		);
	}
	if (kind === 'secret') return await password({ message, mask: '*' });
	return await input({ message, required: kind === 'plain' });
}

const NOTHING_GIVEN =
	'There is no login: set MLUVII_API_USERNAME and MLUVII_API_PASSWORD, or LOVI_EMAIL and LOVI_PASSWORD, or start the check in a terminal, which asks for them.';

/** Whether somebody is there who can answer. */
function canAsk(): boolean {
	return process.stdin.isTTY && process.stdout.isTTY;
}
