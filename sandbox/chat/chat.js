'use strict';

/*
 * The page of a visitor. It knows nothing but the control API of the sandbox, from which it reads what there
 * is again and again; see openChat, tellChatbot, chat and callbacks in api.ts.
 */

const refreshMs = 400;
const $ = (id) => document.getElementById(id);

let chatbots = [];
let chats = [];
/** Of the chat that is shown. */
let shownId;
/** By chat: so many entries were seen. */
const seen = new Map();

/** What was drawn last, by place: drawn anew only where it has changed, so that forms keep their values. */
const drawn = new Map();

async function ask(method, argument = {}) {
	const response = await fetch(`/${method}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(argument),
	});
	if (!response.ok) throw new Error(`${method}: ${response.status}`);
	return await response.json();
}

/** An element with attributes or properties, and what is in it; texts are texts, never HTML. */
function make(tag, properties = {}, ...children) {
	const element = document.createElement(tag);
	Object.assign(element, properties);
	element.append(...children.filter((child) => child !== undefined && child !== null));
	return element;
}

/** Draws into a place if what it is drawn from has changed. */
function draw(place, source, build) {
	const text = JSON.stringify(source);
	if (drawn.get(place) === text) return false;
	drawn.set(place, text);
	place.replaceChildren(...build().filter(Boolean));
	return true;
}

/** An address that can be opened; undefined for scripts and the like. */
function webAddress(text) {
	const protocol = URL.parse(String(text))?.protocol;
	return ['http:', 'https:', 'mailto:', 'tel:'].includes(protocol) ? String(text) : undefined;
}

/** The part of HTML that Mluvii shows: strong, em and a. Of everything else there is the text only. */
function richText(html) {
	const { body } = new DOMParser().parseFromString(String(html), 'text/html');
	return cleaned(body);
}

function cleaned(parent) {
	return [...parent.childNodes].flatMap((node) => {
		if (node.nodeType === Node.TEXT_NODE) return [node.data];
		if (node.nodeType !== Node.ELEMENT_NODE) return [];
		const inside = cleaned(node);
		const name = node.localName;
		if (['script', 'style', 'template'].includes(name)) return [];
		if (['strong', 'b'].includes(name)) return [make('strong', {}, ...inside)];
		if (['em', 'i'].includes(name)) return [make('em', {}, ...inside)];
		if (name === 'br') return ['\n'];
		const href = name === 'a' ? webAddress(node.getAttribute('href')) : undefined;
		return href === undefined ? inside : [link(href, ...inside)];
	});
}

function link(href, ...children) {
	return make('a', { href, target: '_blank', rel: 'noopener noreferrer' }, ...children);
}

function bubble(text) {
	return make('div', { className: 'bubble' }, ...richText(text));
}

function button(title, onclick, properties = {}) {
	return make('button', { type: 'button', onclick, ...properties }, title);
}

// What the visitor does

async function tell(activity, fields = {}) {
	if (shownId === undefined) return;
	const telling = ask('tellChatbot', { sessionId: shownId, activity, ...fields });
	// The entry is there at once, its callback is answered later.
	setTimeout(refresh, 30);
	await telling;
	await refresh();
}

function say(text) {
	return tell('Text', { text });
}

// Cards

/** A button of a card, or a quick reply: says its value, or opens it. */
function action({ type, title, value } = {}, isAlive = true) {
	const text = String(title ?? value ?? '');
	if (type === 'openUrl') {
		const href = webAddress(value);
		const opener = make('a', { className: 'button' }, text);
		return href === undefined ? opener : Object.assign(link(href, text), { className: 'button' });
	}
	return button(text, () => say(String(value ?? text)), { disabled: !isAlive });
}

function card({ contentType = '', contentUrl, content, name }, isAlive) {
	if (content === undefined || content === null) {
		const href = webAddress(contentUrl);
		if (href === undefined) return undefined;
		if (contentType.startsWith('image/')) {
			return make('div', { className: 'card' }, picture(href, name ?? ''));
		}
		return fileLink(href, name ?? href);
	}
	const { title, subtitle, text, images, buttons } = content;
	const [image] = images ?? [];
	const actions = (buttons ?? []).map((entry) => action(entry, isAlive));
	return make(
		'div',
		{ className: 'card' },
		webAddress(image?.url) && picture(image.url, image.alt ?? title ?? ''),
		make(
			'div',
			{ className: 'words' },
			title && make('strong', {}, ...richText(title)),
			subtitle && make('span', { className: 'subtitle' }, ...richText(subtitle)),
			text && make('span', {}, ...richText(text)),
		),
		actions.length > 0 ? make('div', { className: 'actions' }, ...actions) : undefined,
	);
}

function picture(src, alt) {
	return make('img', { src, alt, referrerPolicy: 'no-referrer' });
}

function cards(list, layout, isAlive) {
	if (!Array.isArray(list) || list.length === 0) return undefined;
	const isCarousel = String(layout).toLowerCase() === 'carousel';
	const className = `cards ${isCarousel ? 'carousel' : 'list'}`;
	return make('div', { className }, ...list.map((entry) => card(entry, isAlive)).filter(Boolean));
}

function fileLink(url, name) {
	const href = webAddress(url);
	if (href === undefined) return make('span', { className: 'file' }, name);
	return Object.assign(link(href, name), { className: 'file' });
}

/** A hero card of Mluvii: a form, or a choice. */
function heroCard({ card: { title, fields, quickReplies }, initialParams, ...entry }, isAlive) {
	const { activityId: replyToActivityId, additionalParams = null } = entry;
	const inputs = fields.map(({ name, label }) => {
		const value = String(initialParams?.[name] ?? '');
		return make('label', {}, label, make('input', { name, value, disabled: !isAlive }));
	});
	const submit = (event) => {
		event.preventDefault();
		const params = Object.fromEntries(new FormData(event.target));
		void tell('HeroCardSubmission', { params });
	};
	const send = make('button', { className: 'primary', disabled: !isAlive }, 'Submit');
	const replies = quickReplies.map((text) =>
		button(text, () => tell('HeroCardQuickReply', { text, replyToActivityId, additionalParams }), {
			disabled: !isAlive,
		}),
	);
	return make(
		'div',
		{ className: 'card form' },
		make('div', { className: 'words' }, make('strong', {}, title)),
		inputs.length > 0 ? make('form', { onsubmit: submit }, ...inputs, send) : undefined,
		replies.length > 0 ? make('div', { className: 'actions' }, ...replies) : undefined,
	);
}

// The conversation

/** How the chatbot answered a callback. */
function callbackStatus(callback) {
	if (callback === undefined) return make('span', { className: 'status' }, 'Sending…');
	const { status, milliseconds, notSent } = callback;
	if (notSent !== undefined) {
		return make('span', { className: 'status' }, `Not sent to the chatbot: ${notSent}`);
	}
	const isGood = status === 200;
	const words = isGood
		? `✓ answered in ${milliseconds} ms`
		: status === null
			? `✗ no answer within ${milliseconds} ms`
			: `✗ answered with status ${status} after ${milliseconds} ms`;
	return make('span', { className: isGood ? 'status' : 'status bad' }, words);
}

const visitorSays = {
	Text: ({ text }) => bubble(escaped(text)),
	GuestFileUpload: ({ fileName, fileUrl }) =>
		make('div', { className: 'file' }, fileName ?? fileUrl),
	ChatbotOpenFileUploadPromptResponse: () => bubble('No file'),
	HeroCardSubmission: ({ params }) => bubble(escaped(pairs(params).join('\n'))),
	HeroCardQuickReply: ({ text }) => bubble(escaped(text)),
	GuestLocation: ({ latitude, longitude }) => bubble(`My location: ${latitude}, ${longitude}`),
};

const chatbotSays = {
	Text: ({ text, attachments, attachmentLayout, suggestedActions }, isAlive) => [
		text && bubble(text),
		cards(attachments, attachmentLayout, isAlive),
		isAlive && suggestedActions?.actions?.length > 0
			? make(
					'div',
					{ className: 'choices' },
					...suggestedActions.actions.map((entry) => action(entry)),
				)
			: undefined,
	],
	RichCardList: ({ items, layout }, isAlive) => [cards(items, layout, isAlive)],
	SendHeroCard: (entry, isAlive) => [heroCard(entry, isAlive)],
	ShareFile: ({ url, name }) => [fileLink(url, name ?? url)],
	ChatbotOpenFileUploadPrompt: () => [bubble('Please send a file.')],
	RequestLocation: ({ text }) => [bubble(text ?? 'Please share your location.')],
};

const notices = {
	Forward: ({ toGroupName, toOperatorFullName, operatorName }) =>
		`Forwarded to ${toGroupName ?? toOperatorFullName}${
			operatorName === undefined
				? ': you are in the queue'
				: toGroupName === undefined
					? ''
					: `: ${operatorName} has joined`
		}`,
	HandOff: ({ operatorName }) =>
		operatorName === undefined ? 'Handed off' : `Handed off: ${operatorName} has joined`,
	EndConversation: () => 'The chatbot ended the conversation',
	ConversationEnded: () => 'The conversation has ended',
	SetTag: ({ name }) => `Tag added: ${name}`,
	UnsetTag: ({ name }) => `Tag removed: ${name}`,
	SetCallParams: ({ callParams }) => `Stored with the session: ${pairs(callParams).join(', ')}`,
	SendGuestOfflineEmail: ({ subject, message }) => `Offline e-mail “${subject}”: ${message}`,
	EnableGuestInput: () => 'You may write again',
	DisableGuestInput: () => 'You may not write now',
	EnableGuestUpload: () => 'You may send files',
	DisableGuestUpload: () => 'You may not send files now',
};
const strongNotices = ['Forward', 'HandOff', 'EndConversation', 'ConversationEnded'];

function pairs(params = {}) {
	return Object.entries(params).map(([name, value]) => `${name}: ${value}`);
}

/** A text that looks like itself when it is shown as HTML. */
function escaped(text) {
	return String(text ?? '')
		.replace(/&/g, '&amp;')
		.replace(/</g, '&lt;');
}

function entryNode(entry, isAlive) {
	const { from, activity, callback } = entry;
	if (from === 'visitor' && activity in visitorSays) {
		const node = make('div', { className: 'entry visitor' }, visitorSays[activity](entry));
		node.append(callbackStatus(callback));
		return node;
	}
	if (from === 'chatbot' && activity in chatbotSays) {
		const parts = chatbotSays[activity](entry, isAlive).filter(Boolean);
		const isWide = parts.some(({ classList }) => classList.contains('carousel'));
		return make('div', { className: `entry chatbot${isWide ? ' wide' : ''}` }, ...parts);
	}
	if (from === 'visitor') {
		const words =
			activity === 'ConversationStarted' ? 'The conversation has started' : 'You left the chat';
		return make('div', { className: 'notice' }, `${words} · `, callbackStatus(callback));
	}
	const className = `notice${strongNotices.includes(activity) ? ' strong' : ''}`;
	return make('div', { className }, notices[activity]?.(entry) ?? activity);
}

const states = {
	withChatbot: 'You talk to the chatbot',
	inQueue: 'The chatbot has left; you are waiting for an operator',
	withOperator: 'The chatbot has left; an operator is here',
	offlineForm: 'The chatbot has left; nobody is there, leave a message',
	ended: 'The conversation has ended',
};

/** Whether what a chatbot offers can still be chosen: nothing of the visitor's came after it. */
function isAlive(chat, index) {
	return (
		chat.state === 'withChatbot' &&
		chat.mayWrite &&
		!chat.entries.slice(index + 1).some(({ from }) => from === 'visitor')
	);
}

/** By chat and place: what is shown of an entry, and what it was made from. */
const entryNodes = new Map();
const typing = make(
	'div',
	{ className: 'typing', role: 'status', ariaLabel: 'The chatbot is typing' },
	...[make('i'), make('i'), make('i')],
);

function drawEntries(chat) {
	const list = $('entries');
	const key = (index) => `${chat.sessionId} ${index}`;
	const nodes = chat.entries.map((entry, index) => {
		const alive = isAlive(chat, index);
		const source = JSON.stringify([entry, alive]);
		const known = entryNodes.get(key(index));
		if (known?.source === source) return known.node;
		const node = entryNode(entry, alive);
		entryNodes.set(key(index), { source, node });
		return node;
	});
	if (chat.isTyping) nodes.push(typing);
	// Only what is new, so that a form that is being filled in keeps its cursor.
	if (!chat.isTyping) typing.remove();
	for (const [index, node] of nodes.entries()) {
		if (list.childNodes[index] === node) continue;
		if (index < list.childNodes.length) list.replaceChild(node, list.childNodes[index]);
		else list.append(node);
	}
	while (list.childNodes.length > nodes.length) list.lastChild.remove();
}

function drawPrompt({ isAskedForFile, isAskedForLocation, state }) {
	const place = $('prompt');
	place.hidden = state !== 'withChatbot' || (!isAskedForFile && !isAskedForLocation);
	draw(place, [shownId, isAskedForFile, isAskedForLocation], () => [
		isAskedForFile &&
			make(
				'div',
				{},
				make('span', {}, 'The chatbot asks for a file'),
				button('Choose a file', () => $('file').click(), { className: 'primary' }),
				button('No file', () =>
					tell('ChatbotOpenFileUploadPromptResponse', { canceledByGuest: true }),
				),
			),
		isAskedForLocation && locationPrompt(),
	]);
}

function locationPrompt() {
	const latitude = make('input', { value: '50.0875', ariaLabel: 'Latitude', inputMode: 'decimal' });
	const longitude = make('input', {
		value: '14.4213',
		ariaLabel: 'Longitude',
		inputMode: 'decimal',
	});
	const share = () =>
		tell('GuestLocation', {
			latitude: Number(latitude.value),
			longitude: Number(longitude.value),
		});
	return make(
		'div',
		{},
		make('span', {}, 'The chatbot asks where you are'),
		latitude,
		longitude,
		button('Share location', share, { className: 'primary' }),
	);
}

function drawChat(chat, callbacks) {
	const bot = chatbots.find(({ id }) => id === chat.chatbotId);
	const name = bot?.name ?? `Chatbot ${chat.chatbotId}`;
	$('name').textContent = name;
	document.querySelector('#title .avatar').textContent = name[0];
	$('state').textContent = states[chat.state];
	const isOver = chat.state === 'ended';
	$('leave').hidden = isOver;
	const list = $('entries');
	const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
	drawEntries(chat);
	drawPrompt(chat);
	// Who reads what was said before stays there.
	if (isAtEnd || drawn.get(list) !== chat.sessionId) list.scrollTop = list.scrollHeight;
	drawn.set(list, chat.sessionId);
	$('text').disabled = $('send').disabled = isOver || !chat.mayWrite;
	$('attach').disabled = isOver || !(chat.mayUpload || chat.isAskedForFile);
	$('text').placeholder = isOver
		? 'The conversation has ended'
		: chat.mayWrite
			? 'Write a message'
			: 'The chatbot does not let you write now';
	const facts = {
		Session: chat.sessionId,
		Chatbot: `${name} (${chat.chatbotId})`,
		Visitor: chat.guest,
		State: states[chat.state],
	};
	draw($('facts'), facts, () =>
		Object.entries(facts).flatMap(([term, value]) => [
			make('dt', {}, term),
			make('dd', {}, String(value)),
		]),
	);
	draw($('callbacks'), callbacks, () => callbacks.toReversed().map(callbackNode));
}

function callbackNode({ activity, status, milliseconds, body }) {
	const isGood = status === 200;
	return make(
		'li',
		{},
		make(
			'details',
			{},
			make(
				'summary',
				{},
				make('span', {}, activity ?? 'raw'),
				make(
					'span',
					{ className: isGood ? 'status' : 'status bad' },
					`${status ?? 'no answer'} · ${milliseconds} ms`,
				),
			),
			make('pre', {}, typeof body === 'string' ? body : JSON.stringify(body, null, 1)),
		),
	);
}

// All chats

function drawTabs() {
	const tabs = chats.map(({ sessionId, guest, state, entries }) => ({
		...{ sessionId, guest, isOver: state === 'ended', isShown: sessionId === shownId },
		isUnread: sessionId !== shownId && entries.length > (seen.get(sessionId) ?? entries.length),
	}));
	draw($('tabs'), tabs, () =>
		tabs.map(({ sessionId, guest, isOver, isShown, isUnread }) => {
			const className = `${isOver ? 'over' : ''}${isUnread ? ' unread' : ''}`;
			const tab = button(`${guest} · ${sessionId}`, () => show(sessionId), { className });
			tab.setAttribute('role', 'tab');
			tab.setAttribute('aria-selected', String(isShown));
			return tab;
		}),
	);
}

function drawChatbots() {
	const list = chatbots.map(({ id, name }) => ({ id, name }));
	draw($('chatbot'), list, () =>
		list.map(({ id, name }) => make('option', { value: id }, `${name} (${id})`)),
	);
	const { id, name, callbackUrl, isEnabled } =
		chatbots.find((bot) => bot.id === Number($('chatbot').value)) ?? {};
	const isReachable = callbackUrl !== null && isEnabled;
	$('warning').hidden = isReachable || id === undefined;
	draw($('warning'), [name, callbackUrl, isEnabled], () =>
		callbackUrl === null
			? [
					`${name} has no callback URL yet, so nobody answers: publish a workflow that starts with the Mluvii Chatbot Trigger for chatbot ${id}.`,
				]
			: [
					`${name} is disabled, because its callbacks have failed for too long.`,
					button('Enable it again', async () => {
						await ask('enableChatbot', id);
						await refresh();
					}),
				],
	);
}

async function show(sessionId) {
	shownId = sessionId;
	await refresh();
	$('text').focus();
}

/** Reads what there is, and draws it. */
async function refresh() {
	try {
		[chatbots, chats] = await Promise.all([ask('chatbots'), ask('chats')]);
		if (!chats.some(({ sessionId }) => sessionId === shownId)) shownId = chats.at(-1)?.sessionId;
		const sessionId = shownId;
		const callbacks = sessionId === undefined ? [] : await ask('callbacks', { sessionId });
		const chat = chats.find((entry) => entry.sessionId === shownId);
		document.body.classList.remove('lost');
		drawChatbots();
		for (const { sessionId, entries } of chats) {
			if (sessionId === shownId || !seen.has(sessionId)) seen.set(sessionId, entries.length);
		}
		drawTabs();
		$('empty').hidden = chat !== undefined;
		$('chat').hidden = $('details').hidden = chat === undefined;
		if (chat !== undefined && sessionId === shownId) drawChat(chat, callbacks);
	} catch {
		drawn.delete($('warning'));
		$('warning').hidden = false;
		$('warning').textContent = 'The sandbox does not answer. Is it still running?';
	}
}

$('opener').addEventListener('submit', async (event) => {
	event.preventDefault();
	const before = new Set(chats.map(({ sessionId }) => sessionId));
	const opening = ask('openChat', {
		chatbotId: Number($('chatbot').value),
		language: $('language').value,
		guest: $('guest').value.trim() || `Visitor ${before.size + 1}`,
	});
	const { sessionId } = await opening;
	await show(sessionId);
});

$('composer').addEventListener('submit', (event) => {
	event.preventDefault();
	const text = $('text').value.trim();
	if (text === '') return;
	$('text').value = '';
	void say(text);
});

$('attach').addEventListener('click', () => $('file').click());
$('file').addEventListener('change', () => {
	const [file] = $('file').files;
	$('file').value = '';
	if (file) void tell('GuestFileUpload', { fileName: file.name });
});
$('leave').addEventListener('click', () => tell('ConversationEnded'));
$('chatbot').addEventListener('change', drawChatbots);

async function watch() {
	await refresh();
	setTimeout(watch, refreshMs);
}

void watch();
