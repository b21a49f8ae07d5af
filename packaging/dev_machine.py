"""What the operating system must have before Qt starts, and how to get it.

Probed before PySide6 is ever imported: without libxcb-cursor0 Qt aborts the
process, and no Python exception tells why. Only Linux needs any of this.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

from dev_say import Refusal, say, step

# Shared library -> the Debian package that holds it.
QT = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
# Pictures are made with these; the program itself does without.
FONTS = (
    "fonts-inter",
    "fonts-jetbrains-mono",
    "fonts-noto-core",
    "fonts-noto-color-emoji",
)
# For the tests marked `keyring`.
KEYRING = {"dbus-run-session": "dbus", "gnome-keyring-daemon": "gnome-keyring"}
APT = ("apt-get", "-qq", "-o", "Dpkg::Use-Pty=0")


@dataclass(frozen=True)
class Missing:
    """Packages by how much they are missed; Debian's names."""

    needed: tuple[str, ...] = ()
    wished: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.needed or self.wished)


def is_headless() -> bool:
    """Whether a window would have no screen to appear on."""
    if not sys.platform.startswith("linux"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def has_xvfb() -> bool:
    return all(map(shutil.which, ("xvfb-run", "Xvfb", "xauth")))


def equip(*, window: bool, pictures: bool = False, keyring: bool = False) -> None:
    """Installs what is missing, or says exactly how.

    `window`: Qt will be started. `pictures`, `keyring`: also what makes
    pictures look right and what the keyring tests need, where that can be had
    without asking. Raises Refusal when something needed is missing and cannot
    be installed from here.
    """
    if not sys.platform.startswith("linux"):
        return
    missing = _missing(window, pictures, keyring)
    if not missing:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install(missing, ())
    elif missing.needed:
        _install_as_user(missing)


def _missing(window: bool, pictures: bool, keyring: bool) -> Missing:
    needed = [] if importlib.util.find_spec("ensurepip") else [_venv_package()]
    wished: list[str] = []
    if window:
        libraries = QT | X11 | (WAYLAND if os.environ.get("WAYLAND_DISPLAY") else {})
        needed += [package for name, package in libraries.items() if not _loads(name)]
        if is_headless() and not has_xvfb():
            # Without libraries they come in one command; else offscreen will do.
            (needed if needed else wished).extend(("xvfb", "xauth"))
    if pictures and is_headless():
        wished += [font for font in FONTS if not _is_installed(font)]
    if keyring:
        wished += [package for command, package in KEYRING.items() if not shutil.which(command)]
    return Missing(tuple(needed), tuple(wished))


def _venv_package() -> str:
    return f"python3.{sys.version_info.minor}-venv"


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _is_installed(package: str) -> bool:
    if not shutil.which("dpkg-query"):
        return True
    query = ("dpkg-query", "-W", "-f", "${db:Status-Status}", package)
    return subprocess.run(query, capture_output=True, text=True, check=False).stdout == "installed"


def _install(missing: Missing, prefix: tuple[str, ...]) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    # A bare image has empty package lists, so this comes first.
    step("reading the package lists", (*prefix, *APT, "update"), environment)
    names = [*missing.needed, *filter(_is_offered, missing.wished)]
    if names:
        what = f"installing {len(names)} system packages ({', '.join(names)})"
        step(what, (*prefix, *APT, *_install_words(names)), environment)


def _install_words(names: list[str]) -> tuple[str, ...]:
    return ("install", "-y", "--no-install-recommends", *names)


def _is_offered(package: str) -> bool:
    query = ("apt-cache", "show", package)
    return subprocess.run(query, capture_output=True, check=False).returncode == 0


def _install_as_user(missing: Missing) -> None:
    names = list(missing.needed)
    if not shutil.which("apt-get"):
        raise Refusal(
            "install what your system calls these Debian packages, then try again: "
            + " ".join(names)
        )
    command = " ".join(("apt-get", *_install_words(names)))
    if not (shutil.which("sudo") and sys.stdin.isatty()):
        raise Refusal(
            "system packages are missing; as root, run `apt-get update && "
            f"{command}`, then try again"
        )
    say("system packages are missing; sudo may ask for your password")
    _install(Missing(missing.needed), ("sudo",))
