// Says who else has this form open, as long as it stays open.

const INTERVAL = 20000;
const line = document.getElementById("presence");
const random = crypto.getRandomValues(new Uint8Array(16));
const me = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");

function address() {
  // A new page has an address only after its first save.
  const page = location.pathname.match(/^.*\/\d+\//);
  return page && `${page[0]}presence/`;
}

function body(values) {
  const data = new FormData();
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  for (const [name, value] of Object.entries({ window: me, csrfmiddlewaretoken: token, ...values })) {
    data.append(name, value);
  }
  return data;
}

async function ask() {
  if (!address()) return;
  try {
    const response = await fetch(address(), { method: "POST", body: body(), redirect: "manual" });
    if (!response.ok) return;
    const text = (await response.json()).others.join(" ");
    const told = text && `${text} Nothing is lost if both write: you will be shown both texts.`;
    if (line.textContent !== told) line.textContent = told; // or it would be read out again
  } catch {
    // No connection: the line about saving says so.
  }
}

setInterval(ask, INTERVAL);
addEventListener("focus", ask);
addEventListener("pagehide", () => address() && navigator.sendBeacon(address(), body({ leaves: "yes" })));
addEventListener("pageshow", ask);
