import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { OperationalError, sleep } from 'n8n-workflow';
import { toText } from '../../shared/base/text';
import type { Endpoint } from '../../shared/http/endpoint';
import { createMluviiClient } from '../client';
import * as endpoints from '../generated/endpoints';
import { wasSeen } from './duplicates';
import type { MluviiEvent } from './events';
import { inOrder } from './order';
import { answer, bodyOf, secretOf } from './request';
import { storedSecrets } from './secret';
import type { TriggerSettings } from './settings';
import { readSettings } from './settings';
import { isObject } from '../../shared/base/records';

/** The session or e-mail thread that an event is about. */
interface Subject {
	/** The output field in which it is found. */
	field: 'emailThread' | 'session';
	/** The request that reads it. */
	endpoint: Endpoint<'GET'>;
	name: string;
}

/** How long an event waits for its session or e-mail thread. It was answered, and is only in memory. */
const MAX_FETCH_SECONDS = 10;

/**
 * Takes in a request to the trigger's address: refuses what does not come from Mluvii, and starts the
 * workflow once for each event that the trigger is to report, in the order of what happens in a session.
 */
export async function handleWebhook(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const staticData = context.getWorkflowStaticData('node');
	if (!secretOf(context, storedSecrets(staticData))) return answer(context, 401, 'Unauthorized');
	const event = await bodyOf(context, asEvent);
	if (!event) return answer(context, 400, 'Not an event of Mluvii');
	const { settings, settingsError } = settingsFor(context, event);
	const trigger = `${context.getWorkflow().id ?? ''}/${context.getNode().id}/${context.getMode()}`;
	if (!settings.eventTypes.includes(event.eventType) || wasSeen(event, trigger, staticData)) {
		return answer(context, 200, 'Ignored');
	}
	// At once, as Mluvii would send the event again if it had to wait; and not by n8n, which stores static
	// data of a webhook only if the answer is out before the workflow starts (seen in 2.41).
	const answered = answer(context, 200, 'Received');
	const subject = subjectOf(event);
	const completing = complete(context, event, settings, subject);
	const reported = await (subject
		? inOrder(`${trigger}${subject.endpoint.path}`, completing)
		: completing);
	if (!reported) return answered;
	const json = { ...reported, ...(settingsError === undefined ? {} : { settingsError }) };
	return { ...answered, workflowData: [[{ json }]] };
}

/**
 * What was checked when the trigger was activated, and can be otherwise now where there are expressions. An
 * event is not lost for that: Mluvii only sends what was asked for, and would give it up after three tries.
 */
function settingsFor(
	context: IWebhookFunctions,
	{ eventType }: MluviiEvent,
): { settings: TriggerSettings; settingsError?: string } {
	try {
		return { settings: readSettings(context) };
	} catch (error) {
		const { message } = error as Error;
		context.logger.warn(
			`"${context.getNode().name}" handed an event on as it came, because its fields could not be read: ${message}`,
		);
		const settings = {
			eventTypes: [eventType],
			departments: [],
			channels: [],
			fetchFullObject: false,
		};
		return { settings, settingsError: message };
	}
}

function asEvent({ eventType, data }: IDataObject): MluviiEvent | undefined {
	if (typeof eventType !== 'string' || !isObject(data) || Array.isArray(data)) return undefined;
	return { eventType, data: data as IDataObject };
}

/** @returns what the workflow gets; undefined where the filters leave the event out */
async function complete(
	context: IWebhookFunctions,
	event: MluviiEvent,
	settings: TriggerSettings,
	subject: Subject | undefined,
): Promise<IDataObject | undefined> {
	const output: IDataObject = { ...event };
	const isWanted = passes(event.data, settings, subject);
	if (isWanted === false) return undefined;
	if (!subject || (isWanted && !settings.fetchFullObject)) return output;
	const fetched = await fetchSubject(context, subject);
	if (fetched.object && passes(tenantAndChannel(fetched.object), settings, undefined) === false) {
		return undefined;
	}
	if (fetched.message !== undefined) output.fetchError = fetched.message;
	if (settings.fetchFullObject) output[subject.field] = fetched.object ?? null;
	return output;
}

function subjectOf({ eventType, data }: MluviiEvent): Subject | undefined {
	const isThread = eventType.startsWith('EmailThread');
	const id = Number(data.sessionId ?? data.id);
	if (!Number.isSafeInteger(id) || !/^(Session|EmailThread)/.test(eventType)) return undefined;
	return isThread
		? {
				field: 'emailThread',
				endpoint: endpoints.getEmailThread({ id }),
				name: `E-mail thread ${id}`,
			}
		: { field: 'session', endpoint: endpoints.getSession({ id }), name: `Session ${id}` };
}

/**
 * Whether the filters let an event pass; undefined where its data does not say, but its session or thread
 * will. What has no department or channel at all passes: it may concern the ones that are wanted.
 */
function passes(
	data: IDataObject,
	{ departments, channels }: TriggerSettings,
	subject: Subject | undefined,
): boolean | undefined {
	const department = data.tenantId ?? data.departmentId;
	const verdicts = [judge(departments, department), judge(channels, data.channel)];
	if (verdicts.includes(false)) return false;
	const isOpen = subject?.field === 'session' ? verdicts : verdicts.slice(0, 1);
	return subject && isOpen.includes(undefined) ? undefined : true;
}

function judge(wanted: string[], found: unknown): boolean | undefined {
	if (wanted.length === 0) return true;
	if (found === undefined || found === null) return undefined;
	return wanted.includes(toText(found));
}

function tenantAndChannel({ departmentId, channel }: IDataObject): IDataObject {
	return { departmentId, channel };
}

/** An event is not held back because its session cannot be read: Mluvii will not send it again. */
async function fetchSubject(
	context: IWebhookFunctions,
	{ endpoint, name }: Subject,
): Promise<{ object?: IDataObject; message?: string }> {
	const late = new OperationalError(
		`${name} did not come from Mluvii within ${MAX_FETCH_SECONDS} seconds`,
	);
	const settled = new AbortController();
	const deadline = async (): Promise<never> => {
		await sleep(MAX_FETCH_SECONDS * 1000, settled.signal);
		throw late;
	};
	try {
		const fetched = createMluviiClient(context).record({
			...endpoint,
			subject: name,
			acquire: async () => {
				// Nobody waits for another try any more.
				if (settled.signal.aborted) await Promise.reject(late);
			},
		});
		return { object: await Promise.race([fetched, deadline()]) };
	} catch (error) {
		return { message: (error as Error).message };
	} finally {
		settled.abort();
	}
}
