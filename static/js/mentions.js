// Typing @ in a box offers the people who can be called. Without this, names are read when the text is saved.
const BEFORE = /(^|[^\w.@+-])@([^\s@]*(?: [^\s@]*)?)$/
const MOST = 6
let list = null

const peopleFor = (box) => document.getElementById(box.dataset.mentions)?.children ?? []

// The name that is being typed: where its @ stands, and what follows it.
function asked(box) {
  if (box.selectionStart !== box.selectionEnd) return null
  const found = box.value.slice(0, box.selectionStart).match(BEFORE)
  return found && { at: box.selectionStart - found[2].length - 1, name: found[2].toLowerCase() }
}

function close() {
  list?.box.removeAttribute("aria-activedescendant")
  list?.box.removeAttribute("aria-controls")
  list?.element.remove()
  list = null
}

function mark(place) {
  list.place = (place + list.options.length) % list.options.length
  list.options.forEach((option, each) => option.setAttribute("aria-selected", String(each === list.place)))
  list.box.setAttribute("aria-activedescendant", list.options[list.place].id)
  list.options[list.place].scrollIntoView({ block: "nearest" })
}

function choose(option) {
  const { box, at } = list
  const named = `@${option.dataset.name} `
  box.setRangeText(named, at, box.selectionStart, "end")
  close()
  box.focus()
  box.dispatchEvent(new Event("input", { bubbles: true }))
}

// A screen reader hears that people are offered.
function say(words) {
  let said = document.getElementById("people-offered")
  if (!said) {
    said = document.createElement("p")
    said.id = "people-offered"
    said.className = "govuk-visually-hidden"
    said.setAttribute("role", "status")
    document.querySelector("main").append(said)
  }
  said.textContent = words
}

function offer(box) {
  const typed = asked(box)
  const fitting = typed
    ? [...peopleFor(box)].filter((person) => {
        const name = person.dataset.name.toLowerCase()
        return name.startsWith(typed.name) || name.split(" ").some((word) => word.startsWith(typed.name))
      })
    : []
  close()
  if (!fitting.length || fitting.some((person) => person.dataset.name.toLowerCase() === typed.name)) return
  const element = document.createElement("ul")
  element.className = "hf-offer"
  element.id = `${box.id}_people`
  element.setAttribute("role", "listbox")
  element.setAttribute("aria-label", "People to call")
  const options = fitting.slice(0, MOST).map((person, place) => {
    const option = document.createElement("li")
    option.id = `${element.id}_${place}`
    option.setAttribute("role", "option")
    option.dataset.name = person.dataset.name
    option.textContent = person.textContent
    option.addEventListener("mousedown", (event) => {
      event.preventDefault()
      choose(option)
    })
    return option
  })
  element.append(...options)
  box.after(element)
  box.setAttribute("aria-controls", element.id)
  say(`${options.length === 1 ? "1 person" : `${options.length} people`}. Arrow keys to choose, Enter to take.`)
  list = { box, at: typed.at, element, options, place: 0 }
  mark(0)
}

const ours = (event) => event.target.matches?.("textarea[data-mentions]")

document.addEventListener("focusin", (event) => {
  if (!ours(event)) return
  event.target.setAttribute("aria-autocomplete", "list")
  event.target.setAttribute("aria-haspopup", "listbox")
})
document.addEventListener("input", (event) => {
  if (ours(event)) offer(event.target)
})
document.addEventListener("focusout", (event) => {
  if (list?.box === event.target) close()
})
document.addEventListener("keydown", (event) => {
  if (list?.box !== event.target) return
  const steps = { ArrowDown: 1, ArrowUp: -1 }
  if (event.key in steps) mark(list.place + steps[event.key])
  else if (event.key === "Enter" || event.key === "Tab") choose(list.options[list.place])
  else if (event.key === "Escape") close()
  else return
  event.preventDefault()
})
