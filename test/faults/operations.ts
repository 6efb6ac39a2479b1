/* The operations that meet the faults: each has one input item of three whose request goes wrong. */

import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { locator } from '../support/fixture';
import type { Login, Rule } from './table';

/** An operation class, with its items. */
export interface OperationClass {
	name: string;
	logIn: Login;
	rule: Rule;
	parameters: INodeParameters;
	/** The second one meets the fault. */
	items: IDataObject[];
	/** The request that goes wrong: only the second item sends it. */
	method: string;
	path: RegExp;
	/** What its answer is; half of a number is a number, too. */
	answer: 'JSON' | 'number' | 'file' | 'nothing';
	/** Whether it only works with what is in the answer. */
	needsContent?: boolean;
	/** Whether it changes nothing, whatever its rule, so that its items do not say what became of them. */
	onlyAsks?: boolean;
}

const RECORDED = [7_600_001, 7_600_032, 7_600_001];
const COMPANY_KEYS = ['acme', 'borealis', 'cafe'];

const message: INodeParameters = {
	company: locator('name', '={{ $json.company }}'),
	number: '={{ $json.number }}',
	recipientId: '34911670470',
	notificationType: 'transactional',
	campaignName: 'Orders',
};
const template = { template: locator('list', 'welcome_message|en') };
const recipients = ['Acme Ltd', 'Borealis GmbH', 'Café Ñandú'].map((company, index) => ({
	company,
	number: 34_666_000_000 + index,
}));

const GET_SESSION: OperationClass = {
	name: 'Session > Get',
	logIn: 'mluvii',
	rule: 'safe',
	parameters: {
		resource: 'session',
		operation: 'get',
		sessionId: locator('id', '={{ $json.id }}'),
	},
	items: [7_600_001, 7_600_002, 7_600_003].map((id) => ({ id })),
	method: 'GET',
	path: /\/Sessions\/7600002$/,
	answer: 'JSON',
	needsContent: true,
};

/** Operations for each rule and each way of sending, of both services. */
export const OPERATIONS: OperationClass[] = [
	GET_SESSION,
	{
		name: 'Session > Get Many, second page',
		logIn: 'mluvii',
		rule: 'safe',
		parameters: {
			resource: 'session',
			operation: 'getMany',
			returnAll: true,
			options: { pageSize: '={{ $json.pageSize }}' },
		},
		items: [80, 70, 60].map((pageSize) => ({ pageSize })),
		method: 'GET',
		path: /limit=70&offset=69\b/,
		answer: 'JSON',
		needsContent: true,
	},
	{
		name: 'Session > Download Recording',
		logIn: 'mluvii',
		rule: 'safe',
		parameters: {
			resource: 'session',
			operation: 'downloadRecording',
			sessionId: locator('id', '={{ $json.id }}'),
		},
		items: RECORDED.map((id) => ({ id })),
		method: 'GET',
		path: /\/Storage\/.*key=7600032/,
		answer: 'file',
	},
	{
		name: 'User > Set Enabled (PUT)',
		logIn: 'mluvii',
		rule: 'idempotent',
		parameters: {
			resource: 'user',
			operation: 'setEnabled',
			userId: locator('id', '={{ $json.id }}'),
			isEnabled: true,
		},
		items: [101, 102, 103].map((id) => ({ id })),
		method: 'PUT',
		path: /\/Users\/102\/enabled/,
		answer: 'nothing',
	},
	{
		name: 'Session > Delete Files (DELETE)',
		logIn: 'mluvii',
		rule: 'idempotent',
		parameters: {
			resource: 'session',
			operation: 'deleteFiles',
			sessionId: locator('id', '={{ $json.id }}'),
			fileIds: '1',
		},
		items: [7_600_001, 7_600_002, 7_600_003].map((id) => ({ id })),
		method: 'DELETE',
		path: /\/Sessions\/7600002\//,
		answer: 'JSON',
	},
	{
		name: 'Tag > Create (POST)',
		logIn: 'mluvii',
		rule: 'unsafe',
		parameters: {
			resource: 'tag',
			operation: 'create',
			departmentId: locator('id', '={{ $json.id }}'),
			name: 'new',
		},
		items: [62, 63, 64].map((id) => ({ id })),
		method: 'POST',
		path: /\/departments\/63$/,
		answer: 'number',
	},
	{
		// A second question would bring a second answer; only the user's own Retry On Fail asks again.
		name: 'Chatbot > Get Call Parameters (POST)',
		logIn: 'mluvii',
		rule: 'unsafe',
		parameters: {
			resource: 'chatbot',
			operation: 'getCallParameters',
			chatbotId: '={{ $json.id }}',
			sessionId: locator('id', 7_600_001),
			waitForAnswer: false,
		},
		items: [801, 802, 801].map((id) => ({ id })),
		method: 'POST',
		path: /\/Chatbot\/802\/activity$/,
		answer: 'nothing',
		onlyAsks: true,
	},
	{
		name: 'Contact > Create, several in one request (POST)',
		logIn: 'mluvii',
		rule: 'unsafe',
		parameters: {
			resource: 'contact',
			operation: 'create',
			departmentId: locator('id', '={{ $json.id }}'),
			phone: '+420601000000',
		},
		items: [62, 63, 62].map((id) => ({ id })),
		method: 'POST',
		path: /departmentId=63/,
		answer: 'JSON',
		needsContent: true,
	},
	{
		...GET_SESSION,
		name: 'Session > Get with the Mluvii login screen (OAuth2)',
		logIn: 'mluviiOAuth2',
		parameters: { ...GET_SESSION.parameters, authentication: 'mluviiOAuth2Api' },
	},
	{
		name: 'Template > Get Many',
		logIn: 'lovi',
		rule: 'safe',
		parameters: {
			resource: 'template',
			operation: 'getMany',
			company: locator('name', '={{ $json.company }}'),
			phoneNumber: '34911670470',
		},
		items: recipients,
		method: 'GET',
		path: keyOf(1),
		answer: 'JSON',
		needsContent: true,
	},
	{
		name: 'WhatsApp Notification > Send (POST)',
		logIn: 'lovi',
		rule: 'unsafe',
		parameters: { resource: 'whatsAppNotification', operation: 'send', ...message, ...template },
		items: recipients,
		method: 'POST',
		path: keyOf(1),
		answer: 'JSON',
	},
	{
		name: 'WhatsApp Notification > Send Bulk (POST)',
		logIn: 'lovi',
		rule: 'unsafe',
		parameters: {
			resource: 'whatsAppNotification',
			operation: 'sendBulk',
			...message,
			...template,
		},
		items: recipients,
		method: 'POST',
		path: keyOf(1),
		answer: 'JSON',
	},
	{
		name: 'Voice Notification > Send (POST)',
		logIn: 'lovi',
		rule: 'unsafe',
		parameters: { resource: 'voiceNotification', operation: 'send', ...message, agentId: 'a' },
		items: recipients,
		method: 'POST',
		path: keyOf(1),
		answer: 'JSON',
	},
	{
		name: 'the login to Mluvii',
		logIn: 'mluvii',
		rule: 'logIn',
		parameters: { resource: 'session', operation: 'get', sessionId: locator('id', 7_600_001) },
		items: [{}],
		method: 'POST',
		path: /\/login\/connect\/token/,
		answer: 'JSON',
		needsContent: true,
	},
	{
		name: 'the login to Lovi',
		logIn: 'lovi',
		rule: 'logIn',
		parameters: { resource: 'apiKey', operation: 'getMany', returnAll: true },
		items: [{}],
		method: 'POST',
		path: /\/auth\/v1\/token/,
		answer: 'JSON',
		needsContent: true,
	},
];

/** A step in the life of a trigger, with the request that goes wrong. */
export interface TriggerClass {
	name: string;
	node: { name: string; parameters: INodeParameters };
	step: 'activate' | 'deactivate' | 'event';
	rule: Rule;
	method: string;
	path: RegExp;
	answer: OperationClass['answer'];
	needsContent?: boolean;
	/** Names of faults that mean here that there is nothing left to do, or that it is done otherwise. */
	except: string[];
}

const EVENT_TRIGGER = {
	name: 'mluviiTrigger',
	parameters: { eventTypes: ['SessionEnded'], options: { fetchFullObject: true } },
};
const CHATBOT_TRIGGER = {
	name: 'mluviiChatbotTrigger',
	parameters: {
		chatbotId: '801',
		activities: ['Text'],
		options: { fallbackUrl: 'https://example.com/another-bot' },
	},
};

/** The life of the triggers. */
export const TRIGGER_STEPS: TriggerClass[] = [
	{
		name: 'Mluvii Trigger, activation (POST)',
		node: EVENT_TRIGGER,
		step: 'activate',
		rule: 'unsafe',
		method: 'POST',
		path: /\/Webhooks$/,
		answer: 'number',
		needsContent: true,
		// The webhook that is there is taken over: see the tests of the trigger.
		except: ['There already (409)'],
	},
	{
		name: 'Mluvii Trigger, deactivation (DELETE)',
		node: EVENT_TRIGGER,
		step: 'deactivate',
		rule: 'idempotent',
		method: 'DELETE',
		path: /\/Webhooks\/\d+$/,
		answer: 'nothing',
		// What is gone need not be deleted.
		except: ['Not found (404)'],
	},
	{
		name: 'Mluvii Trigger, Fetch Full Object',
		node: EVENT_TRIGGER,
		step: 'event',
		rule: 'safe',
		method: 'GET',
		path: /\/Sessions\/\d+$/,
		answer: 'JSON',
		needsContent: true,
		except: [],
	},
	{
		name: 'Mluvii Chatbot Trigger, publishing (PUT)',
		node: CHATBOT_TRIGGER,
		step: 'activate',
		rule: 'idempotent',
		method: 'PUT',
		path: /\/Chatbot\/\d+$/,
		answer: 'nothing',
		except: [],
	},
	{
		name: 'Mluvii Chatbot Trigger, unpublishing (PUT)',
		node: CHATBOT_TRIGGER,
		step: 'deactivate',
		rule: 'idempotent',
		method: 'PUT',
		path: /\/Chatbot\/\d+$/,
		answer: 'nothing',
		except: [],
	},
];

function keyOf(index: number): RegExp {
	return new RegExp(`access_key=key-\\w+-${COMPANY_KEYS[index] ?? ''}`);
}
