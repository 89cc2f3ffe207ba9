// What somebody types is kept in this tab until it is saved: a lost connection, a stray swipe back or a reload costs
// nothing. It stays in the tab (sessionStorage), belongs to whoever was signed in, and is gone when the tab is closed.
const PREFIX = "draft "
const WAIT = 400
const person = document.body.dataset.person ?? ""

const keyOf = (form) => `${PREFIX}${person} ${form.getAttribute("action") || location.pathname}`
const boxesOf = (form) => [...form.elements].filter((box) => box.name && !/^(hidden|file|password|submit|button)$/.test(box.type))
const versionOf = (form) => form.querySelector("input[name=version]")?.value ?? ""

function typed(form) {
  return boxesOf(form).map((box) => {
    if (/^(checkbox|radio)$/.test(box.type)) return [box.name, box.value, box.checked]
    if (box.multiple) return [box.name, [...box.selectedOptions].map((option) => option.value), true]
    return [box.name, box.value, true]
  })
}

function fill(form, kept) {
  form.dispatchEvent(new CustomEvent("holdfast:restore", { detail: kept, bubbles: true }))
  const boxes = boxesOf(form)
  if (boxes.length !== kept.length || boxes.some((box, at) => box.name !== kept[at][0])) return
  boxes.forEach((box, at) => {
    const [, value, checked] = kept[at]
    if (/^(checkbox|radio)$/.test(box.type)) box.checked = checked
    else if (box.multiple) for (const option of box.options) option.selected = value.includes(option.value)
    else box.value = value
    box.dispatchEvent(new Event("input", { bubbles: true }))
  })
}

function remember(form) {
  const now = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" })
  const draft = { version: versionOf(form), typed: typed(form), at: now.format(new Date()), sent: false }
  sessionStorage.setItem(keyOf(form), JSON.stringify(draft))
}

function read(form) {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(form)))
  } catch {
    return null
  }
}

// A form that came back to be mended holds what was typed already; a newer version asks for the conflict page instead.
function offer(form) {
  const draft = read(form)
  if (!draft || form.dataset.kept || form.querySelector(".govuk-error-summary")) return
  form.dataset.kept = "yes"
  const asOpened = typed(form)
  if (draft.version !== versionOf(form) || JSON.stringify(draft.typed) === JSON.stringify(asOpened)) {
    sessionStorage.removeItem(keyOf(form))
    return
  }
  fill(form, draft.typed)
  const note = document.createElement("div")
  note.className = "hf-callout hf-draft"
  note.setAttribute("role", "status")
  const words = document.createElement("p")
  words.textContent = `What you had typed by ${draft.at} is here again. It is not saved yet. `
  const drop = document.createElement("button")
  drop.type = "button"
  drop.className = "hf-link"
  drop.textContent = "Throw it away"
  drop.addEventListener("click", () => {
    sessionStorage.removeItem(keyOf(form))
    fill(form, asOpened)
    note.remove()
    boxesOf(form)[0]?.focus()
  })
  words.append(drop)
  note.append(words)
  form.prepend(note)
}

// Asked by selector: a form with a field called “method” answers to that name with the field.
const drafted = (form) => form instanceof HTMLFormElement && form.matches("form.hf-form[method=post]")

export function keepDrafts(scope = document) {
  for (const form of scope.querySelectorAll("form.hf-form[method=post]")) offer(form)
}

const waiting = new WeakMap()
function rememberSoon(form) {
  if (!person || !drafted(form)) return
  clearTimeout(waiting.get(form))
  waiting.set(form, setTimeout(() => remember(form), WAIT))
}
document.addEventListener("input", (event) => {
  if (event.isTrusted) rememberSoon(event.target.form)
})
document.addEventListener("holdfast:typed", (event) => rememberSoon(event.target.closest("form")))

// Sent is not saved: the draft goes once another page, or the saved card, has come back.
document.addEventListener("submit", (event) => {
  const form = event.target
  if (!drafted(form)) return
  clearTimeout(waiting.get(form))
  const draft = read(form)
  if (draft) sessionStorage.setItem(keyOf(form), JSON.stringify({ ...draft, typed: typed(form), sent: true }))
})
document.body.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.requestConfig.elt // a form that was replaced by its card has left the page
  if (drafted(form) && event.detail.xhr.status < 300) sessionStorage.removeItem(keyOf(form))
})

// At the start of a page: what was sent from the page before was taken, unless it came back or this page says that it
// was not. What somebody else typed in this tab goes.
const forms = [...document.querySelectorAll("form.hf-form[method=post]")]
const cameBack = new Set(forms.filter((form) => form.querySelector(".govuk-error-summary")).map(keyOf))
const taken = !document.querySelector("meta[name=holdfast-answer]")
if (person) {
  for (const key of Object.keys(sessionStorage).filter((one) => one.startsWith(PREFIX))) {
    const own = key.startsWith(`${PREFIX}${person} `)
    const sent = JSON.parse(sessionStorage.getItem(key)).sent
    if (!own || (sent && taken && !cameBack.has(key))) sessionStorage.removeItem(key)
  }
}
keepDrafts()
