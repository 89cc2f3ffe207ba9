// What pages gain with JavaScript. Everything works without it.
import { initAll } from "../vendor/govuk-frontend/govuk-frontend.min.js"
import "./copy.js"
import "./mentions.js"
import "./steps.js"
import "./writing.js"
import { keepDrafts } from "./drafts.js"

document.body.classList.add("js-enabled")
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported")
}
initAll()

// A part that htmx brought in: start its components, and let the eye see that it arrived.
document.body.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt
  if (!part.isConnected || part.matches(".hf-advice, [data-asks], [data-quiet]")) return
  const scope = part.closest("[data-module]")?.parentElement ?? part.parentElement ?? part
  initAll({ scope, onError: () => {} })
  keepDrafts(scope)
  if (!part.matches(".hf-job")) part.classList.add("hf-arrived")
  const summary = part.querySelector(".govuk-error-summary")
  if (summary) summary.focus()
})

// Saving is quiet, failing is loud: what was typed stays on the page, and the page says so.
function tell(sentence) {
  const notice = document.getElementById("notice")
  if (!notice) return
  const message = document.createElement("div")
  message.className = "hf-message hf-message--error"
  const words = document.createElement("p")
  words.textContent = sentence
  message.append(words)
  notice.replaceChildren(message)
  notice.scrollIntoView({ block: "nearest" })
}

// What only advises has nothing to say when it cannot.
const quiet = (event) => event.detail.elt.matches("[data-quiet]")

document.body.addEventListener("htmx:sendError", (event) => {
  if (quiet(event)) return
  tell("The connection was lost, so nothing was saved. What you typed is still here: try again in a moment.")
})
const ANSWERS = {
  401: "You have been signed out, so nothing was saved. What you typed is still here: sign in again in another tab, " +
    "copy what you typed, and reload this page.",
  404: "That is no longer here, or is not open to you. Reload the page to see what is.",
  413: "What you sent is too large, so nothing was saved. What you typed is still here: choose a smaller file.",
}
document.body.addEventListener("htmx:responseError", (event) => {
  if (quiet(event)) return
  tell(ANSWERS[event.detail.xhr.status] ??
    "Something went wrong on our side, so nothing was saved. What you typed is still here: try again in a moment.")
})
document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (quiet(event)) return
  document.getElementById("notice")?.replaceChildren()
})
