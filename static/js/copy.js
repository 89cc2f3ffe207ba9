// A button that copies what stands in another element. Without this the words are marked by one press, and copied by hand.
for (const button of document.querySelectorAll("button[data-copies]")) button.hidden = false

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copies]")
  if (!button) return
  const words = document.getElementById(button.dataset.copies)
  const said = document.getElementById(`${words.id}-copied`)
  said.textContent = ""
  said.textContent = (await copied(words)) ? "Copied." : "It could not be copied. It is marked: copy it as you usually do."
})

async function copied(words) {
  try {
    await navigator.clipboard.writeText(words.textContent)
    return true
  } catch {
    getSelection().selectAllChildren(words)
    return false
  }
}
