// The figure of the writing field: its picture comes from the library, and is named by its id.

import { canInsertNode, Figure as BaseFigure } from "django-prose-editor/editor";
import { element } from "./desk-elements.js";
import { choosePicture } from "./desk-pictures.js";

export const Figure = BaseFigure.extend({
  addAttributes: () => ({}),

  addCommands() {
    const editImage = (files) => ({ editor, state, dispatch }) => {
      const old = selectedImage(state.selection);
      if (!old && !canInsertNode(state, state.schema.nodes.figure)) return false;
      if (dispatch) putPicture(editor, old, files);
      return true;
    };
    return { ...this.parent(), editImage, insertFigure: editImage };
  },
});

// The picture that is selected, by itself or with its figure or caption, and where it stands.
function selectedImage({ from, node, $from }) {
  if (node?.type.name === "image") return { node, position: from };
  if (node?.type.name === "figure") return { node: node.firstChild, position: from + 1 };
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const around = $from.node(depth);
    if (around.type.name === "figure") return { node: around.firstChild, position: $from.before(depth) + 1 };
  }
  return null;
}

// Puts a picture in the place of the old one, or a new one where the cursor is.
async function putPicture(editor, old, files) {
  const alt = element("input", { maxLength: 250, className: "vTextField", value: old?.node.attrs.alt ?? "" });
  const caption = element("input", { maxLength: 250, className: "vTextField" });
  const questions = (picture) => {
    alt.placeholder = picture.alt;
    caption.placeholder = picture.caption;
    const described = element("label", {}, "Described in other words, only here", alt);
    return old ? [described] : [described, element("label", {}, "Another caption, only here", caption)];
  };
  const picture = await choosePicture({ questions, files });
  const chain = editor.chain().focus();
  if (!picture) {
    chain.run();
    return;
  }
  const attrs = { src: picture.address, alt: alt.value.trim() };
  if (old) {
    chain.setNodeSelection(old.position).updateAttributes("image", attrs).run();
    return;
  }
  const words = caption.value.trim();
  const content = [{ type: "image", attrs }];
  if (words) content.push({ type: "caption", content: [{ type: "text", text: words }] });
  chain.insertContent({ type: "figure", content }).run();
}
