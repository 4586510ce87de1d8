// What keys mean everywhere in the desk.

// Ctrl+S or Cmd+S, with caps lock too.
export const asksToSave = ({ key, ctrlKey, metaKey, shiftKey, altKey }) =>
  /^s$/i.test(key) && (ctrlKey || metaKey) && !shiftKey && !altKey;
