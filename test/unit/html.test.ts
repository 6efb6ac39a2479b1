import { htmlToText } from '../../nodes/shared/base/html';

describe('plain text', () => {
	it.each([
		'a < b, b > c and 1 <2',
		'i <3 you',
		'Jan Novák <jan@example.com>',
		'see <https://example.com/?a=1&b=2>',
		'List<String> of <order number>',
		'AT&T, R&D; &bogus; &#x;',
		'<',
		'an end without <b',
		'<!-- begun only',
		'two\nlines\n\n  and   an indented one',
		'<a "quote that stays open>',
		'\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 👨\u200d👩\u200d👧',
	])('stays: %j', (text) => {
		expect(htmlToText(text)).toBe(text);
	});

	it.each([
		['&lt;b&gt; &amp;lt; &quot;x&quot; &apos;', '<b> &lt; "x" \''],
		['&#65;&#x42;&#X43; &#128512;', 'ABC 😀'],
		['&Scaron;&ccaron;&Yacute;&ouml;&ntilde;&aring; &szlig;', 'ŠčÝöñå ß'],
		['10&nbsp;&euro; &ndash; 20&nbsp;&pound;', '10 € – 20 £'],
		['&#0;&#xD800;&#x110000;&#99999999;', '\ufffd\ufffd\ufffd&#99999999;'],
		['&constructor; &valueOf;', '&constructor; &valueOf;'],
		['\r\n one\r\ntwo \n', 'one\ntwo'],
		['', ''],
	])('with entities: %j', (text, expected) => {
		expect(htmlToText(text)).toBe(expected);
	});
});

describe('HTML', () => {
	it.each([
		['We are <b>on</b>\n  <i>it</i>.', 'We are on it.'],
		['one<br>two<BR/>three<br />four', 'one\ntwo\nthree\nfour'],
		['<p>one</p><p>two</p>\n<p>&nbsp;</p><p>three</p>', 'one\n\ntwo\n\nthree'],
		['<div>one</div><div><br></div><div>two</div><div>three</div>', 'one\n\ntwo\nthree'],
		['a &lt; b <b>and</b> c < d', 'a < b and c < d'],
		['<ul><li>one<li><b>two</b></ul>end', '- one\n- two\n\nend'],
		[
			'<ol><li>one</li><li>two<ul><li>inner</li></ul></li><li>three</li></ol>',
			'1. one\n2. two\n- inner\n3. three',
		],
		[
			'<table><tr><th>A</th><th>B</th><th>C</th></tr><tr><td>1</td><td> </td><td><p>3</p></td></tr></table>x',
			'A | B | C\n1 | | 3\n\nx',
		],
		['<table><tr><td>&nbsp;</td><td>only</td><td></td></tr></table>', 'only'],
		['<pre>one\n  two</pre>', 'one\ntwo'],
		['<style>p > a { color: red }</style><script>if (a < b) c()</script><title>t</title>x', 'x'],
		['<STYLE>a</STYLEX>b</STYLE >c', 'c'],
		['<style>never closed <p>x', '<style>never closed\n\nx'],
		['a<!-- one <!-- two <b> --> b --> c', 'a b --> c'],
		['a<!--> b<!-- x --><b>c</b>', 'a bc'],
		['<!DOCTYPE html><?xml version="1.0"?><![if !mso]>a<![endif]><o:p>&nbsp;</o:p>', 'a'],
		['<img alt="&#128077;" src="data:a>b"><img src=x>', '👍'],
		['</p></ul></table></a>x', 'x'],
		['<b title="a > b" data-x=\'<i>\'>x</b>', 'x'],
	])('%j', (html, expected) => {
		expect(htmlToText(html)).toBe(expected);
	});

	it.each([
		'Where do I put the <title> tag? And please cancel my order 55',
		'if a<b and c>d',
		'I typed <script>alert(1)',
		'Dear <order-number>, my name is <name>',
		'x <i am here> y',
		'<style> and <style> again',
	])('is no reason to lose what somebody writes about it: %j', (text) => {
		expect(htmlToText(text)).toBe(text);
	});

	it.each([
		['<td nowrap valign=top data-x>a</td>', 'a'],
		['<img alt="a"src="b">', 'a'],
		['<img src="x.png" alt>b', 'b'],
		['<font face="Arial" , size="2">c</font>', 'c'],
		['<table x:str><tr><td x:num>5</td></tr></table>', '5'],
		['<?xml:namespace prefix = "o" ns = "urn:x" />d', 'd'],
		['<google-sheets-html-origin>e</google-sheets-html-origin><nobr>f</nobr>', 'ef'],
		['<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>g', 'g'],
		['<input disabled /><b\nclass="x"\n>c</b >', 'c'],
	])('may have attributes: %j', (html, expected) => {
		expect(htmlToText(html)).toBe(expected);
	});

	it.each([
		[
			'see <a class=x href="https://a.example/?b=1&amp;c=2">this</a>.',
			'see this (https://a.example/?b=1&c=2).',
		],
		['<a href="https://a.example/">https://a.example/</a>', 'https://a.example/'],
		["<a href='mailto:a@b.example'>a@b.example</a>", 'a@b.example'],
		['<a href=tel:+420601>call</a> us', 'call (+420601) us'],
		['<a href="https://a.example"><img src=x></a>', 'https://a.example'],
		['<a href="javascript:alert(1)">no</a> <a name=x>anchor</a>', 'no anchor'],
		[
			'<a href="https://a.example">open <a href="https://b.example">too',
			'open (https://a.example) too (https://b.example)',
		],
	])('keeps where a link leads: %j', (html, expected) => {
		expect(htmlToText(html)).toBe(expected);
	});
});

describe('a megabyte of', () => {
	const MEGABYTE = 1_000_000;
	it.each([
		'<',
		'<b ',
		'<b "',
		`<b '"'`,
		`<b "'`,
		'<!--',
		'<![',
		'<style>',
		'<style></style',
		'<a href="',
		'<a href="https://a.example">',
		'<a href="https://a.example">b</a>',
		'<b> ',
		'<br>',
		'<td>a<p>',
		'<ul><li>',
		'<pre>\r\n',
		'&',
		'&#',
		'&#x1F600;',
		' \n',
		'<p>x',
		'<b {} x>',
		'<b a=1 {} b=2>',
		'<b {}/{}>',
	])('%j takes no longer than its length', (piece) => {
		const [before = '', ...after] = piece.split('{}');
		const html =
			after.length === 0
				? piece.repeat(MEGABYTE / piece.length)
				: [before, ...after].join(' '.repeat(MEGABYTE));
		const begin = performance.now();
		htmlToText(`<p>a</p><a href="https://a.example">${html}`);

		// A time that grew with the square of the length would be hours.
		expect(performance.now() - begin).toBeLessThan(20_000);
	});
});
