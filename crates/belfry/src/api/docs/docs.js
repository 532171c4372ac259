// Sends what was filled in, and shows what came back. Nothing is kept.
"use strict";

const token = document.getElementById("token");
document.getElementById("key").addEventListener("submit", (event) => event.preventDefault());

function address(form) {
	let path = form.dataset.path;
	const query = new URLSearchParams();
	for (const field of form.querySelectorAll("input")) {
		if (field.dataset.place === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
		if (field.dataset.place === "query" && field.value !== "") query.append(field.name, field.value);
	}
	const asked = query.toString();
	return asked === "" ? path : `${path}?${asked}`;
}

function options(form) {
	const headers = new Headers();
	if (token.value.trim() !== "") headers.set("Authorization", `Bearer ${token.value.trim()}`);
	for (const field of form.querySelectorAll("input[data-place=header]")) {
		if (field.value !== "") headers.set(field.name, field.value);
	}
	const body = form.querySelector("textarea");
	if (body !== null) headers.set("Content-Type", "application/json");
	return { method: form.dataset.method, headers, body: body === null ? undefined : body.value, credentials: "same-origin" };
}

async function show(answer, output) {
	const kept = ["etag", "location", "link", "retry-after", "www-authenticate", "x-request-id"];
	const lines = kept.filter((name) => answer.headers.has(name)).map((name) => `${name}: ${answer.headers.get(name)}`);
	let text = await answer.text();
	try {
		text = JSON.stringify(JSON.parse(text), null, 2);
	} catch {
		// It is no JSON: shown as it came.
	}
	const page = document.createElement("pre");
	page.tabIndex = 0;
	page.textContent = [`${answer.status} ${answer.statusText}`, ...lines, "", text].join("\n");
	output.replaceChildren(page);
}

for (const form of document.querySelectorAll("form.try")) {
	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		const output = form.querySelector("output");
		output.textContent = "Sent …";
		try {
			await show(await fetch(address(form), options(form)), output);
		} catch (error) {
			output.textContent = `Nothing came back: ${error.message}`;
		}
	});
}
