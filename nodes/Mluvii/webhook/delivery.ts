import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { isObject } from '../../shared/outcome';
import { path } from '../../shared/service';
import { textOf } from '../../shared/textOf';
import * as validate from '../../shared/validate';
import type { MluviiClient } from '../transport';
import { createTriggerClient } from '../transport';
import type { SecretPlacement } from './callbackUrl';
import { wasSeen } from './duplicates';
import type { MluviiEvent } from './events';
import { carriesSecret } from './secret';

/** The options of the trigger. */
export interface TriggerOptions extends IDataObject {
	channels?: string[];
	departments?: Array<number | string>;
	fetchFullObject?: boolean;
	secretPlacement?: SecretPlacement;
}

/** The session or e-mail thread that an event is about. */
interface Subject {
	/** The output field in which it is found. */
	field: 'emailThread' | 'session';
	path: string;
	name: string;
}

/** The events of Mluvii have about five. */
const MAX_LEVELS = 100;

/**
 * Takes in a request to the trigger's address: refuses what does not come from Mluvii, and starts the
 * workflow once for each event that the trigger is to report.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const staticData = context.getWorkflowStaticData('node');
	const options = context.getNodeParameter('options', {}) as TriggerOptions;
	if (!isFromMluvii(context, staticData, options)) return answer(context, 401, 'Unauthorized');
	const event = readEvent(context.getBodyData());
	if (!event) return answer(context, 400, 'Not an event of Mluvii');
	const chosen = validate.list(context.getNodeParameter('eventTypes'), 'Events');
	const trigger = `${context.getWorkflow().id ?? ''}/${context.getNode().id}/${context.getMode()}`;
	if (!chosen.includes(event.eventType) || wasSeen(event, trigger, staticData)) {
		return answer(context, 200, 'Ignored');
	}
	// At once, as Mluvii would send the event again if it had to wait; and not by n8n, which stores static
	// data of a webhook only if the answer is out before the workflow starts (seen in 2.41).
	const answered = answer(context, 200, 'Received');
	const reported = await complete(context, event, options);
	return reported ? { ...answered, workflowData: [[{ json: reported }]] } : answered;
}

function isFromMluvii(
	context: IWebhookFunctions,
	{ secret }: IDataObject,
	{ secretPlacement = 'basicAuth' }: TriggerOptions,
): boolean {
	const name = context.getNode().name;
	if (typeof secret !== 'string' || secret === '') {
		context.logger.warn(
			`"${name}" refused a request because no secret is stored. Activate the workflow again.`,
		);
		return false;
	}
	if (carriesSecret(context, secret, secretPlacement)) return true;
	context.logger.warn(
		`"${name}" refused a request without its secret. If it came from Mluvii, something in front of n8n takes the secret away: choose another Secret Placement.`,
	);
	return false;
}

function answer(context: IWebhookFunctions, status: number, text: string): IWebhookResponseData {
	context.getResponseObject().status(status).send(text);
	return { noWebhookResponse: true };
}

function readEvent(body: unknown): MluviiEvent | undefined {
	const { eventType, data } = (body ?? {}) as IDataObject;
	if (typeof eventType !== 'string' || typeof data !== 'object' || data === null) return undefined;
	if (Array.isArray(data) || isDeeperThan(MAX_LEVELS, data)) return undefined;
	return { eventType, data: data as IDataObject };
}

/** Whether a value has more levels than what follows here and in n8n can go through. */
function isDeeperThan(levels: number, value: unknown): boolean {
	if (!isObject(value)) return false;
	return levels === 0 || Object.values(value).some((part) => isDeeperThan(levels - 1, part));
}

/** @returns what the workflow gets; undefined where the filters leave the event out */
async function complete(
	context: IWebhookFunctions,
	event: MluviiEvent,
	options: TriggerOptions,
): Promise<IDataObject | undefined> {
	const output: IDataObject = { ...event };
	const subject = subjectOf(event);
	const isWanted = passes(event.data, options, subject);
	if (isWanted === false) return undefined;
	if (!subject || (isWanted && options.fetchFullObject !== true)) return output;
	const fetched = await fetchSubject(createTriggerClient(context), subject);
	if (fetched.object && passes(tenantAndChannel(fetched.object), options, undefined) === false) {
		return undefined;
	}
	if (fetched.message !== undefined) output.fetchError = fetched.message;
	if (options.fetchFullObject === true) output[subject.field] = fetched.object ?? null;
	return output;
}

function subjectOf({ eventType, data }: MluviiEvent): Subject | undefined {
	const isThread = eventType.startsWith('EmailThread');
	const id = Number(data.sessionId ?? data.id);
	if (!Number.isSafeInteger(id) || !/^(Session|EmailThread)/.test(eventType)) return undefined;
	return isThread
		? { field: 'emailThread', path: path`/api/v1/EmailThreads/${id}`, name: `E-mail thread ${id}` }
		: { field: 'session', path: path`/api/v1/Sessions/${id}`, name: `Session ${id}` };
}

/**
 * Whether the filters let an event pass; undefined where its data does not say, but its session or thread
 * will. What has no department or channel at all passes: it may concern the ones that are wanted.
 */
function passes(
	data: IDataObject,
	{ departments = [], channels = [] }: TriggerOptions,
	subject: Subject | undefined,
): boolean | undefined {
	const department = data.tenantId ?? data.departmentId;
	const verdicts = [judge(departments, department), judge(channels, data.channel)];
	if (verdicts.includes(false)) return false;
	const isOpen = subject?.field === 'session' ? verdicts : verdicts.slice(0, 1);
	return subject && isOpen.includes(undefined) ? undefined : true;
}

function judge(wanted: Array<number | string>, found: unknown): boolean | undefined {
	if (wanted.length === 0) return true;
	if (found === undefined || found === null) return undefined;
	return wanted.map(String).includes(textOf(found));
}

function tenantAndChannel({ departmentId, channel }: IDataObject): IDataObject {
	return { departmentId, channel };
}

/** An event is not held back because its session cannot be read: Mluvii would drop it after three tries. */
async function fetchSubject(
	client: MluviiClient,
	subject: Subject,
): Promise<{ object?: IDataObject; message?: string }> {
	return await client
		.record({ method: 'GET', path: subject.path, subject: subject.name })
		.then((object) => ({ object }))
		.catch((error: unknown) => ({ message: (error as Error).message }));
}
