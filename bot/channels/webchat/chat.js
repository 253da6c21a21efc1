// The page: shows what comes, takes what is typed or tapped. Texts only ever become text, never markup.

import { connect } from "./link.js";

const LONGEST = 20000; // characters
const LARGEST = 60000; // bytes on the wire
const PATIENCE = 30000; // ms without a connection, before the page also says where help is at once
const BRIEFLY = 6000; // ms
const TYPES_EVERY = 3000; // ms between two signs that somebody types
const SHIFTS = 3; // presses of Shift, and nothing else between them, that leave the page
const SHIFTS_WITHIN = 5000; // ms

const byId = (id) => document.getElementById(id);
const words = JSON.parse(byId("words").textContent);
const log = byId("log");
const text = byId("text");
const status = byId("status");
const statusMore = byId("status-more");
const problem = byId("problem");
const unkept = new Map(); // event id -> what the person said, on the page
let language = document.documentElement.lang;
let state = "ok";
let statusTimer = 0;
let lastAuthor = "";
let lastOwn = null;
let unanswered = false;
let link = null;
let typedAt = -TYPES_EVERY;
let shifts = [];

function element(tag, className, content = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = content;
  return made;
}

/** An element with a word of the page in it, which follows the language of the page. */
function word(tag, className, name) {
  const made = element(tag, className, words[language][name]);
  made.dataset.word = name;
  return made;
}

function setWord(target, name) {
  target.dataset.word = name;
  target.textContent = name && words[language][name];
}

function announce(target, name) {
  keepingEnd(() => setWord(target, name));
}

// ---------------------------------------------------- the conversation

function addTurn(author, content) {
  const turn = element("div", `turn ${author === "you" ? "yours" : "theirs"}`);
  turn.append(word("p", author === lastAuthor || author === "you" ? "who unseen" : "who", author));
  const said = element("p", "words", content);
  said.lang = language;
  said.dir = "auto";
  turn.append(said);
  lastAuthor = author;
  return turn;
}

const root = document.scrollingElement;
const isAtEnd = () => root.scrollHeight - root.scrollTop - root.clientHeight < 80;

/** Put a turn on the page. The page follows, but never past the beginning of what is new, and never away from a reader. */
function append(turn) {
  const own = turn.classList.contains("yours");
  const follow = own || isAtEnd() || unanswered; // the answer to one's own words is always looked for
  log.append(turn);
  if (own) lastOwn = turn;
  unanswered = own;
  if (!follow) return;
  const top = (it) => it.getBoundingClientRect().top + root.scrollTop - document.querySelector("header").offsetHeight - 16;
  const isShort = lastOwn && lastOwn.isConnected && lastOwn.offsetHeight < root.clientHeight / 3; // a long one would hide the answer
  const first = isShort && top(lastOwn) >= root.scrollTop - 1 ? lastOwn : turn;
  root.scrollTop = Math.min(root.scrollHeight - root.clientHeight, top(first));
}

/** Change something that takes room; who stood at the end stays there. */
function keepingEnd(change) {
  const wasAtEnd = isAtEnd();
  change();
  if (wasAtEnd) root.scrollTop = root.scrollHeight;
}

function retire(options) {
  for (const button of options.children) {
    button.setAttribute("aria-disabled", "true"); // not `disabled`: that would throw the keyboard back to the top
    button.tabIndex = -1;
  }
}

/** What can be chosen, but not beside a talk: that counts as long as the talk lasts. */
const PASSING = ".options:not(.stays)";
const retireAll = (which) => log.querySelectorAll(which).forEach(retire);

function addOptions(turn, { prompt, options, stays }) {
  retireAll(stays ? PASSING : ".options");
  const group = element("div", stays ? "options stays" : "options");
  options.forEach(({ id, label }, index) => {
    const button = element("button", "option");
    button.type = "button";
    button.lang = language;
    button.append(element("span", "number", index + 1), " ", element("span", "", label));
    button.addEventListener("click", () => {
      if (button.hasAttribute("aria-disabled")) return;
      retire(group);
      button.classList.add("chosen");
      say(label, "choice", { prompt, option: id });
    });
    group.append(button);
  });
  turn.append(group);
}

function say(content, type, fields) {
  const turn = addTurn("you", content);
  unkept.set(link.say(type, fields), turn);
  if (state !== "ok") markUnsent();
  append(turn);
}

function mark(turn, name) {
  keepingEnd(() => {
    turn.querySelectorAll(".mark").forEach((it) => it.remove());
    if (name) turn.append(word("p", "mark", name));
  });
}

const markUnsent = () => unkept.forEach((turn) => turn.querySelector(".mark") || mark(turn, "unsent"));

const page = {
  show(bubble) {
    const turn = addTurn(bubble.author, bubble.text);
    offerTyping(bubble.author === "human");
    if (bubble.author === "human") retireAll(PASSING); // what the bot asked is over
    if (bubble.options && bubble.options.length) addOptions(turn, bubble);
    append(turn);
  },
  clear() {
    const waiting = new Set(unkept.values());
    for (const turn of Array.from(log.children)) if (!waiting.has(turn)) turn.remove();
    lastAuthor = "";
    offerTyping(false);
  },
  kept(id) {
    if (unkept.has(id)) mark(unkept.get(id), "");
    unkept.delete(id);
  },
  refused(id) {
    if (unkept.has(id)) mark(unkept.get(id), "refused");
    unkept.delete(id);
  },
  state(now) {
    if (now === state) return;
    const before = state;
    state = now;
    clearTimeout(statusTimer);
    announce(statusMore, "");
    if (now === "ok") {
      announce(status, before === "lost" ? "back" : "");
      statusTimer = setTimeout(() => announce(status, ""), BRIEFLY);
    } else {
      announce(status, now);
      markUnsent();
      if (now === "lost") statusTimer = setTimeout(() => announce(statusMore, "lost_long"), PATIENCE);
    }
  },
};

// ---------------------------------------------------- what a person does

/** Ask whether a human may see that one types: off in every talk, until the person says otherwise. */
function offerTyping(on) {
  if (on !== byId("typing").hidden) return;
  keepingEnd(() => (byId("typing").hidden = !on));
  byId("types").checked = false;
}

/** Show that one types, if that was said; never what. */
function showTyping() {
  const now = performance.now();
  if (!byId("types").checked || !text.value.trim() || now - typedAt < TYPES_EVERY) return;
  typedAt = now;
  link.type();
}

function begin(event) {
  event.preventDefault(); // without this script, the form begins a conversation of plain pages
  link = connect(page, language);
  link.say("start");
  byId("welcome").remove();
  byId("talk").hidden = false;
  byId("composer").hidden = false;
  // A phone would cover half of the first answer with its keyboard.
  (matchMedia("(pointer: fine)").matches ? text : byId("talk")).focus();
}

function fit() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
}

function submit(event) {
  event.preventDefault();
  const content = text.value.replace(/[\ud800-\udfff]|\0/gu, "\ufffd").trim();
  const size = new TextEncoder().encode(JSON.stringify(content)).length;
  const isTooLong = content.length > LONGEST || size > LARGEST;
  announce(problem, isTooLong ? "too_long" : "");
  if (!content || isTooLong) return;
  text.value = "";
  fit();
  say(content, "text", { text: content });
}

function speak() {
  language = byId("language").value;
  document.documentElement.lang = language;
  document.documentElement.dir = words[language].direction;
  document.title = words[language].title;
  document.querySelectorAll("[data-word]").forEach((it) => setWord(it, it.dataset.word));
  if (link) link.speak(language);
}

/** Nothing stays: not here, not at the server, not behind the back button. */
function vanish() {
  if (link) link.leave();
  document.body.textContent = "";
}

function go() {
  const { leaveTo } = document.documentElement.dataset;
  vanish();
  try {
    top.location.replace(leaveTo); // the page around this one goes too
  } catch (forbidden) {
    location.replace(leaveTo);
  }
}

function leave(event) {
  event.preventDefault();
  if (tabs) tabs.postMessage("left");
  go();
}

/** Three times Shift leaves too: found without looking, and Escape would only stop the page from loading. */
function countShifts(event) {
  if (event.repeat) return;
  const now = performance.now();
  shifts = event.key === "Shift" ? shifts.concat(now).filter((at) => now - at < SHIFTS_WITHIN) : [];
  if (shifts.length >= SHIFTS) leave(event);
}

const tabs = window.BroadcastChannel && new BroadcastChannel(`left ${location.pathname}`);
if (tabs) tabs.onmessage = go; // whoever leaves, leaves in every tab
byId("leave").addEventListener("click", leave);
byId("leave").addEventListener("keydown", (event) => event.key === " " && leave(event));
byId("opening").addEventListener("submit", begin);
byId("language").addEventListener("change", speak);
byId("composer").addEventListener("submit", submit);
text.addEventListener("input", fit);
text.addEventListener("input", showTyping);
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
});
addEventListener("keydown", countShifts, true);
addEventListener("pagehide", vanish);
addEventListener("pageshow", (event) => event.persisted && location.reload());
byId("quick").hidden = false;
