// The link dialog of the writing fields: finds the page to link to, or takes any address.

import { Link as BaseLink } from "django-prose-editor/editor";
import { button, element } from "./desk-elements.js";
import { findPages, pagesFor } from "./desk-pages.js";

export const Link = BaseLink.extend({
  addMenuItems({ menu, buttons }) {
    const alwaysEnabled = (item) => (item.name === "link" ? { ...item, enabled: () => true } : item);
    this.parent({ menu: { defineItem: (item) => menu.defineItem(alwaysEnabled(item)) }, buttons });
  },

  addCommands() {
    return {
      ...this.parent(),
      addLink: () => ({ editor }) => {
        openDialog(editor);
        return true;
      },
    };
  },
});

function openDialog(editor) {
  const { from, to } = editor.state.selection;
  const words = editor.state.doc.textBetween(from, to, " ");
  const { href } = editor.getAttributes("link");

  const dialog = element("dialog", { className: "link-dialog" });
  const title = element("h2", { id: "link-dialog-title" });
  title.textContent = href ? "Change the link" : words ? `Link “${words}”` : "Insert a link";
  dialog.setAttribute("aria-labelledby", title.id);
  const label = element("label", { htmlFor: "link-dialog-page", textContent: "Page or address" });
  const input = element("input", { id: label.htmlFor, type: "text", className: "vTextField" });
  const help = element("p", {
    className: "quiet",
    textContent: "Type a few letters of a title or a muscle, or paste an address.",
  });
  const buttons = element("p", { className: "link-dialog-buttons" });
  const closeAfter = (change) => {
    change();
    dialog.close();
  };
  dialog.append(title, label, input, help, buttons);
  const take = findPages(input, (page) => closeAfter(() => setLink(editor, page)));
  buttons.append(button("Link", take, "default"));
  if (href) buttons.append(button("Remove the link", () => closeAfter(() => removeLink(editor))));
  buttons.append(button("Cancel", () => dialog.close()));

  dialog.addEventListener("close", () => {
    dialog.remove();
    editor.view.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  if (href) tellWhereItLeads(href, input, help);
}

async function tellWhereItLeads(href, input, help) {
  if (!href.startsWith("page:")) input.value = href;
  input.select();
  const [page] = (await pagesFor(href)) ?? [];
  if (!page) return;
  const now = `${page.title} (${[page.what, page.note].filter(Boolean).join(" · ")})`;
  help.before(element("p", { textContent: `Now it leads to: ${now}` }));
}

function setLink(editor, { href, title }) {
  const chain = editor.chain();
  if (editor.isActive("link")) chain.extendMarkRange("link").setLink({ href }).run();
  else if (!editor.state.selection.empty) chain.setLink({ href }).run();
  else {
    const marks = [{ type: "link", attrs: { href } }];
    chain.insertContent({ type: "text", text: title, marks }).unsetMark("link").run();
  }
}

function removeLink(editor) {
  editor.chain().extendMarkRange("link").unsetLink().run();
}
