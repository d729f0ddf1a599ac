/* SPDX-License-Identifier: BSD-3-Clause
 * look: what a reader of the page would stumble over, one line each into #look; its first line is
 * what was looked at. Stands in a copy of the page, which a browser draws; #N behind its address
 * makes it N pixels wide, for no window of a desktop is as narrow as a phone.
 */
"use strict";

const root = document.documentElement;
const faults = [];

if (location.hash)
	root.style.width = location.hash.slice(1) + "px";

function channels(colour) {
	return colour.match(/[\d.]+/g).map(Number);
}

function luminance(colour) {
	const [r, g, b] = channels(colour).slice(0, 3).map(
		v => v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/* As WCAG counts it: 4.5 is its least for text. */
function contrast(one, other) {
	const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
	return (high + 0.05) / (low + 0.05);
}

function background(element) {
	for (; element; element = element.parentElement) {
		const colour = getComputedStyle(element).backgroundColor;
		const alpha = channels(colour)[3];
		if (alpha === undefined || alpha > 0)
			return colour;
	}
	return "rgb(255, 255, 255)";
}

function name(element) {
	return element.tagName + " '" + element.textContent.trim().slice(0, 40) + "'";
}

function look_at_text(element) {
	const style = getComputedStyle(element);
	const ink = element instanceof SVGElement ? style.fill : style.color;
	const ratio = contrast(ink, background(element));
	const box = element.getBoundingClientRect();

	if (ratio < 4.5)
		faults.push(`contrast ${ratio.toFixed(1)}: ${name(element)}`);
	if (box.height < 9)
		faults.push(`${box.height.toFixed(1)} pixels high: ${name(element)}`);
	if (!element.closest(".table") && box.right > root.getBoundingClientRect().right + 1)
		faults.push(`beyond the page, to ${Math.round(box.right)}: ${name(element)}`);
}

/* A table may be wider than the page, when it scrolls. */
function look_at_table(table) {
	const box = table.getBoundingClientRect();

	if (box.right > root.getBoundingClientRect().right + 1 || getComputedStyle(table).overflowX !== "auto")
		faults.push(`beyond the page, to ${Math.round(box.right)}: a table`);
}

function look_at_picture(picture) {
	const frame = picture.getBoundingClientRect();
	const texts = [...picture.querySelectorAll("text")];
	const boxes = texts.map(text => text.getBoundingClientRect());

	if (frame.width < 200 || frame.height < 60)
		faults.push(`${frame.width} x ${frame.height}: ${picture.getAttribute("aria-label")}`);
	boxes.forEach((a, i) => {
		if (a.left < frame.left - 1 || a.right > frame.right + 1 || a.bottom > frame.bottom + 1 || a.top < frame.top - 1)
			faults.push("outside its picture: " + name(texts[i]));
		boxes.slice(i + 1).forEach((b, j) => {
			if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2)
				faults.push(`one over the other: ${name(texts[i])}, ${name(texts[i + 1 + j])}`);
		});
	});
}

const texts = [...document.body.querySelectorAll("*")].filter(
	element => !element.closest("title, desc, script, style") &&
		[...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()));
const pictures = [...document.querySelectorAll("svg")];

texts.forEach(look_at_text);
pictures.forEach(look_at_picture);
document.querySelectorAll(".table").forEach(look_at_table);

const result = document.createElement("pre");
result.id = "look";
result.textContent = [`${texts.length} texts, ${pictures.length} pictures, ${root.getBoundingClientRect().width} wide, on ${
	background(document.body)}`, ...faults, "end of look"].join("\n");
document.body.append(result);
