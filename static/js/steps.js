// A list of steps is added to, moved and removed where it stands: by its buttons, and by dragging the handle with a
// mouse or a finger. Without JavaScript the same buttons send the form, which comes back with everything typed.
const listOf = (steps) => steps.querySelector("ol")
const MOST = 12

function number(steps) {
  const name = steps.dataset.steps
  ;[...listOf(steps).children].forEach((step, at) => {
    const box = step.querySelector("textarea")
    box.id = `${steps.id}_${at}`
    const label = step.querySelector("label")
    label.htmlFor = box.id
    label.textContent = `${name} ${at + 1}`
    for (const button of step.querySelectorAll("button")) {
      const what = button.value.split("-")[0]
      button.value = `${what}-${at + 1}`
      const words = { up: "Move up", down: "Move down", remove: "Remove" }[what]
      button.querySelector("span").textContent = `${words}: ${name.toLowerCase()} ${at + 1}`
    }
  })
}

function changed(steps, said) {
  number(steps)
  steps.querySelector("[data-steps-said]").textContent = said
  steps.dispatchEvent(new Event("input", { bubbles: true }))
  // What is dragged or pressed is typed, as far as keeping a draft is concerned.
  steps.dispatchEvent(new CustomEvent("holdfast:typed", { bubbles: true }))
}

function add(steps, text = "") {
  const list = listOf(steps)
  const step = (list.lastElementChild ?? steps.spare).cloneNode(true)
  const box = step.querySelector("textarea")
  box.value = text
  box.defaultValue = text
  list.append(step)
  return box
}

function press(steps, button) {
  const list = listOf(steps)
  const [what] = button.value.split("-")
  const step = button.closest("li")
  const name = steps.dataset.steps
  if (what === "add") {
    if (list.children.length >= MOST) return
    const box = add(steps)
    changed(steps, `${name} ${list.children.length} added`)
    box.focus()
    return
  }
  const from = [...list.children].indexOf(step)
  if (what === "remove") {
    steps.spare = step
    const next = step.nextElementSibling ?? step.previousElementSibling
    step.remove()
    changed(steps, `${name} ${from + 1} removed`)
    ;(next?.querySelector("textarea") ?? steps.querySelector("button[value=add]")).focus()
    return
  }
  const other = what === "up" ? step.previousElementSibling : step.nextElementSibling
  if (!other) return
  if (what === "up") other.before(step)
  else other.after(step)
  changed(steps, `Moved to place ${[...list.children].indexOf(step) + 1} of ${list.children.length}`)
  button.focus()
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-steps] button[name=steps]")
  if (!button) return
  event.preventDefault()
  press(button.closest("[data-steps]"), button)
})

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest(".hf-steps__grip")
  if (!grip || event.button) return
  event.preventDefault()
  const step = grip.closest("li")
  const list = step.parentElement
  const from = [...list.children].indexOf(step)
  grip.setPointerCapture(event.pointerId)
  step.classList.add("hf-steps__one--held")
  const middle = (one) => one.getBoundingClientRect().top + one.getBoundingClientRect().height / 2
  // Its neighbours make way: a held step that was itself taken out and put back would be let go.
  const move = ({ clientY }) => {
    const { previousElementSibling: above, nextElementSibling: below } = step
    if (below && clientY > middle(below)) step.before(below)
    else if (above && clientY < middle(above)) step.after(above)
  }
  const release = () => {
    grip.removeEventListener("pointermove", move)
    step.classList.remove("hf-steps__one--held")
    const to = [...list.children].indexOf(step)
    if (to !== from) changed(list.closest("[data-steps]"), `Moved to place ${to + 1} of ${list.children.length}`)
  }
  grip.addEventListener("pointermove", move)
  grip.addEventListener("lostpointercapture", release, { once: true })
})

// A draft that is put back may hold more steps, or fewer, than the form that was opened.
document.addEventListener("holdfast:restore", (event) => {
  for (const steps of event.target.querySelectorAll("[data-steps]")) {
    const name = steps.querySelector("textarea")?.name
    const wanted = event.detail.filter(([one]) => one === name).length
    const list = listOf(steps)
    while (wanted && list.children.length > wanted) list.lastElementChild.remove()
    while (list.children.length < wanted) add(steps)
    number(steps)
  }
})
