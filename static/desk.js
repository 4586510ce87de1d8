// Makes the desk nicer; every form works without it, the writing fields as plain text areas.

// A writing field is named by the label of the text area it stands for.
document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const label = textarea.labels[0];
  if (!label) return;
  label.id ||= `${textarea.id}_label`;
  editor.view.dom.setAttribute("aria-labelledby", label.id);
  label.addEventListener("click", () => editor.commands.focus());
});

// The picture dialog asks for an address; nobody knows one. Offer the library instead.
const libraryUrl = document.querySelector("script[data-library]").dataset.library;

document.addEventListener("focusin", ({ target }) => {
  if (target.name === "imageUrl" && !target.form.querySelector(".picture-library")) {
    offerLibrary(target.form, target);
  }
});

function offerLibrary(form, address) {
  const library = document.createElement("div");
  library.className = "picture-library";
  const search = document.createElement("input");
  search.type = "search";
  search.placeholder = "Search your pictures";
  search.setAttribute("aria-label", search.placeholder);
  const list = document.createElement("ul");
  const add = document.createElement("a");
  add.href = new URL("../add/", new URL(libraryUrl, location.href));
  add.target = "_blank";
  add.textContent = "Add a picture to the library (in a new tab)";
  library.append(search, list, add);
  form.querySelector("h3").after(library);
  address.previousElementSibling.textContent = "Address of the picture (choose one above)";

  const show = async () => {
    const response = await fetch(`${libraryUrl}?${new URLSearchParams({ q: search.value })}`);
    const { pictures } = await response.json();
    list.replaceChildren(...pictures.map((picture) => entry(picture, form, list)));
    if (!pictures.length) list.textContent = "No picture found.";
  };
  search.addEventListener("input", show);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  window.addEventListener("focus", show); // back from the tab in which one was added
  show();
}

function entry(picture, form, list) {
  const button = document.createElement("button");
  button.type = "button";
  button.title = picture.name;
  const image = document.createElement("img");
  image.src = picture.thumbnail;
  image.alt = picture.name;
  button.append(image);
  button.addEventListener("click", () => {
    form.elements.imageUrl.value = picture.url;
    form.elements.altText.value = picture.alt;
    form.elements.caption.value = picture.caption;
    for (const other of list.querySelectorAll("button")) {
      other.setAttribute("aria-pressed", other === button);
    }
  });
  const item = document.createElement("li");
  item.append(button);
  return item;
}
