// What a form gains while it is written: advice that arrives beside the fields, the sentence that three parts make, a
// type that is offered, and links that lead to the field of a card which is open already.
const formOf = (element) => element.closest("form")

// Advice comes for every field at once: what has not changed stays, so that it is not read out again.
document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail
  if (target.matches(".hf-advice") && fragment.innerHTML?.trim() === target.innerHTML.trim()) event.detail.shouldSwap = false
  const asks = fragment.querySelector?.("[data-asks]")
  if (asks) showAsked(formOf(target), asks.dataset.asks.split(" "))
})

// Only what makes sense is asked, and what is written stays in sight.
function showAsked(form, names) {
  for (const part of form?.querySelectorAll("[data-asked]") ?? []) {
    const written = [...part.querySelectorAll("textarea")].some((box) => box.value.trim())
    part.hidden = !(names.includes(part.dataset.asked) || written || part.contains(document.activeElement))
  }
}

function sentence(form) {
  const shown = form.querySelector("[data-sentence]")
  if (!shown) return
  const [cause, effect, event] = ["cause", "effect", "event"].map((name) => form.elements[name].value.trim().replace(/\.+$/, ""))
  shown.closest("p").hidden = !(cause || effect || event)
  const said = cause && cause[0].toUpperCase() + cause.slice(1)
  shown.textContent = `${said} led to ${effect || "…"}, which increased the likelihood of ${event ? `${event}.` : "…"}`
}

document.addEventListener("input", (event) => {
  if (event.target.form) sentence(event.target.form)
})

document.addEventListener("click", (event) => {
  const offer = event.target.closest("button[data-sets]")
  const box = offer && formOf(offer)?.elements[offer.dataset.sets]
  if (!box) return
  event.preventDefault()
  box.value = offer.value
  box.focus()
  box.dispatchEvent(new Event("change", { bubbles: true }))
})

// A finding's link opens the card as a form. One that is open keeps what was typed in it: its field is shown instead.
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const link = event.detail.elt
  const card = link.matches("[data-mend]") && event.detail.target
  if (!card || !card.querySelector("form.hf-form")) return
  event.preventDefault()
  const field = link.dataset.mend
  const box = field && card.querySelector(`[name="${field}"], [name="${field}_day"]`)
  ;(box ?? card.querySelector(".hf-item__title") ?? card).focus()
  card.scrollIntoView({ block: "nearest" })
})

// Its card may stand on another page by now: then the form opens as a page of its own.
document.body.addEventListener("htmx:targetError", (event) => {
  const link = event.detail.elt
  if (link.matches("a[data-mend]")) location.assign(link.href)
})
