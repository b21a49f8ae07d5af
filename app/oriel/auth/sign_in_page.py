"""The page a browser sees at the end of a sign-in: it hands the token on and says how it went.

Self-contained, and nothing in them comes from outside: the token stays in the
address's fragment, which the script reads and clears.
"""

from __future__ import annotations

import html

# Asks this server, and nobody else, with what stands behind the # of the address.
SCRIPT = """
(function () {
  var found = location.hash.slice(1) || location.search.slice(1);
  history.replaceState(null, "", "/");
  fetch("/token?" + found, {cache: "no-store"}).then(function (answer) {
    return answer.text();
  }).then(function (said) {
    document.getElementById("said").textContent = said;
    document.title = said;
  }, function () {
    document.getElementById("said").textContent = "Oriel no longer waits for this sign-in.";
  });
})();
"""

_STYLE = """
  :root { color-scheme: light dark; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center;
    font: 17px/1.5 system-ui, sans-serif; background: #FAF9F7; color: #1F1E1C; }
  main { max-width: 26rem; padding: 2rem; }
  h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
  @media (prefers-color-scheme: dark) { body { background: #1C1B19; color: #ECEAE6; } }
"""

SIGNED_IN = "You are signed in. You can close this tab and go back to Oriel."
FAILED = "The sign-in did not work. Go back to Oriel: it says what happened."


def landing(nonce: str) -> bytes:
    """The page at `/`; only the script with this nonce may run."""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Oriel</title><style nonce="{nonce}">{_STYLE}</style></head>
<body><main><h1>Oriel</h1><p id="said" role="status">{html.escape("One moment…")}</p></main>
<script nonce="{nonce}">{SCRIPT}</script></body></html>
""".encode()


def policy(nonce: str) -> str:
    """The page's Content-Security-Policy."""
    own = f"'nonce-{nonce}'"
    return (
        f"default-src 'none'; script-src {own}; style-src {own}; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
