from __future__ import annotations

import re
from pathlib import Path

import pytest

from mynews.delivery.web.assets import Assets

_STYLE = """/* What is written
   for people. */
a:hover,
.b > :is(h2, h3) + p {
  content: "; , {  } ";
  margin: calc(1rem + 2px) 0;
}
@media (min-width: 44rem) { .c { color: red; } }
"""
_SCRIPT = """// What is written for people.
import { first } from "./first.js";
const words = "a,  b; // c"; // it's heard, or not
const told = `${first} =  ${words}`;
for (const each of [1, 2]) {
  if (each > 1 && told) return ( each - -1 ) / 2;
}
const path = /^\\/(?:a|b)\\//.test(told) ? 1 : 2;
"""


def assets_of(folder: Path, **files: str) -> Assets:
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_text(content)
    return Assets(folder)


def test_what_is_written_for_people_stays_here_and_what_is_quoted_is_left_as_it_is(tmp_path: Path) -> None:
    assets = assets_of(tmp_path, first_js="export const first = 1;\n", second_js=_SCRIPT, a_css=_STYLE)
    assert assets.content("a.css").decode() == (
        'a:hover,.b > :is(h2,h3) + p{content:"; , {  } ";margin:calc(1rem + 2px) 0}'
        "@media (min-width:44rem){.c{color:red}}"
    )
    assert assets.content("second.js").decode() == (
        f'import{{first}}from "{assets.address("first.js")}";const words="a,  b; // c";'
        "const told=`${first} =  ${words}`;for(const each of [1,2]){if(each>1&&told)return(each - -1)/ 2;}\n"
        "const path=/^\\/(?:a|b)\\//.test(told)?1:2;"
    )


def test_a_script_has_another_address_when_what_it_imports_changes(tmp_path: Path) -> None:
    before = assets_of(tmp_path, first_js="export const first = 1;\n", second_js=_SCRIPT).address("second.js")
    after = assets_of(tmp_path, first_js="export const first = 2;\n").address("second.js")
    assert before != after


@pytest.mark.parametrize("name", [each for each in Assets().names() if each.endswith(".js")])
def test_scripts_import_what_pages_ask_for_so_that_it_runs_once(name: str) -> None:
    assets = Assets()
    imported = re.findall(r'(?:from |import\()"([^"]+)"', assets.content(name).decode())
    assert all(each == assets.address(each.removeprefix("/static/").partition("?")[0]) for each in imported)
