"""A page as one file: styles, icons and the font inside, no scripts, nothing to fetch.

html = self_contained(render_to_string("desk/brief_file.html", context))
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache

from django.contrib.staticfiles.finders import find

from regulars.base.web.assets import ROOT, STYLESHEETS

_STYLESHEET = re.compile(r'<link rel="stylesheet"[^>]*>\s*')
_LEFT_OUT = re.compile(r'<script\b[^>]*>.*?</script>\s*|<link rel="(?:icon|preload)"[^>]*>\s*', re.DOTALL)
_USE = re.compile(r'href="[^"]*?/regulars/(vendor/lucide/icons\.svg|img/mark\.svg)[^"#]*#([a-z0-9-]+)"')
_SYMBOL = re.compile(r'<symbol id="([a-z0-9-]+)".*?</symbol>', re.DOTALL)
_FONT = re.compile(r'url\("\.\./(vendor/inter/inter-latin\.woff2)"\)')
_EXTENDED_FONT = re.compile(r"@font-face \{[^}]*inter-latin-ext\.woff2[^}]*\}\s*")
_IMAGE = re.compile(r'src="[^"]*?/(regulars/img/[^"?]+\.svg)[^"]*"')


def self_contained(html: str) -> str:
    """The same page without a single outside address of ours. Links of the page's own content stay as they are."""
    html = _LEFT_OUT.sub("", html)
    html = _STYLESHEET.sub("", html)
    used = sorted(set(_USE.findall(html)))
    html = _USE.sub(r'href="#icon-\2"', html)
    html = _IMAGE.sub(lambda found: f'src="{_picture(found.group(1))}"', html)
    html = html.replace("</head>", f"<style>{_styles()}</style>\n</head>", 1)
    sprite = "".join(_symbol(name, symbol) for name, symbol in used)
    return re.sub(
        r"(<body\b[^>]*>)", rf'\1<svg hidden xmlns="http://www.w3.org/2000/svg">{sprite}</svg>', html, count=1
    )


@lru_cache(maxsize=1)
def _styles() -> str:
    css = "\n".join((ROOT / "css" / f"{name}.css").read_text(encoding="utf-8") for name in STYLESHEETS)
    css = _EXTENDED_FONT.sub("", css)
    return _FONT.sub(lambda found: f'url("data:font/woff2;base64,{_encoded(found.group(1))}")', css)


@lru_cache(maxsize=512)
def _symbol(file: str, name: str) -> str:
    for found in _SYMBOL.finditer((ROOT / file).read_text(encoding="utf-8")):
        if found.group(1) == name:
            return found.group(0).replace(f'id="{name}"', f'id="icon-{name}"', 1)
    return ""


def _picture(path: str) -> str:
    found = find(path)
    with open(str(found), "rb") as file:
        return "data:image/svg+xml;base64," + b64encode(file.read()).decode()


def _encoded(name: str) -> str:
    return b64encode((ROOT / name).read_bytes()).decode()
