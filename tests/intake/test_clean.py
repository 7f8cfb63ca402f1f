"""Foreign markup made harmless, and the plain text of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mynews.intake.clean import clean_html, one_line, plain_text

BASE = "https://paper.example/world/volcano"


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<p onclick='x()'>Smoke</p>", "<p>Smoke</p>"),
        ("<script>x()</script><p>Smoke</p><style>p{}</style>", "<p>Smoke</p>"),
        ("<form><input name=q>Search</form><p>Smoke</p>", "<p>Smoke</p>"),
        ('<img src="/a.jpg" onerror="x()" alt="Smoke">', '<img src="https://paper.example/a.jpg" alt="Smoke">'),
        ('<a href="javascript:x()">Smoke</a>', '<a rel="noopener noreferrer">Smoke</a>'),
        ("<p>Smoke<p>Ash", "<p>Smoke</p><p>Ash</p>"),
        ("<p>Smoke</p><p>&nbsp;</p><p><br></p>", "<p>Smoke</p>"),
        ("Tom & Jerry", "Tom &amp; Jerry"),
        ("Smoke\0 and\x08 ash", "Smoke and ash"),
        ("It\x92s smoke", "It’s smoke"),
        ("Lone \ud800 surrogate", "Lone  surrogate"),
    ],
)
def test_markup_is_made_harmless(html: str, clean: str) -> None:
    assert clean_html(html, BASE) == clean


def test_figures_tables_and_sound_stay() -> None:
    html = '<figure><img src="https://p.example/a.jpg"><figcaption>Smoke</figcaption></figure><table><tbody><tr><td>1</td></tr></tbody></table>'
    assert clean_html(html) == html
    assert clean_html('<audio src="https://p.example/a.mp3" autoplay></audio>') == (
        '<audio controls="" preload="none" src="https://p.example/a.mp3"></audio>'
    )


def test_relative_addresses_are_made_absolute_or_dropped() -> None:
    assert 'href="https://paper.example/world/ash"' in clean_html('<a href="ash">Ash</a>', BASE)
    assert "href" not in clean_html('<a href="ash">Ash</a>')
    assert "href" not in clean_html('<a href="ash">Ash</a>', "no address")


def test_tracking_pixels_go() -> None:
    assert clean_html('<p>Smoke<img src="https://t.example/p.gif" width="1" height="1"></p>') == "<p>Smoke</p>"
    assert clean_html("<p>Smoke<img src='https://t.example/p.gif' height=0></p>") == "<p>Smoke</p>"
    assert "<img" in clean_html('<img src="https://p.example/line.png" width="600" height="1">')


def test_pictures_loaded_by_script_get_their_address() -> None:
    assert clean_html('<img src="data:image/gif;base64,x" data-src="/a.jpg" alt="Smoke">', BASE) == (
        '<img src="https://paper.example/a.jpg" alt="Smoke">'
    )
    assert clean_html('<picture><source srcset="/s.webp"><img srcset="/s.jpg 1x, /l.jpg 2x"></picture>', BASE) == (
        '<img src="https://paper.example/l.jpg">'
    )


def test_an_iframe_closed_as_in_xml_does_not_swallow_the_rest() -> None:
    assert clean_html('<p>Smoke</p><iframe src="https://v.example/1" /><p>Ash</p>') == "<p>Smoke</p><p>Ash</p>"


def test_paragraphs_are_joined_by_one_blank_line() -> None:
    html = "<h2>Smoke</h2>\n<p>It  rose\nhigh. <b>So</b>.</p><ul><li>Ash</li><li>Rain</li></ul>One<br>Two<br><br>Three"
    assert plain_text(html) == "Smoke\n\nIt rose high. So.\n\nAsh\nRain\n\nOne\nTwo\n\nThree"


def test_entities_are_decoded_once_in_plain_text() -> None:
    assert plain_text("<p>Tom &amp; Jerry &lt;b&gt; &amp;lt;&nbsp;x</p>") == "Tom & Jerry <b> &lt; x"


def test_cells_of_a_table_are_parted() -> None:
    table = "<table><tbody><tr><td>Oslo</td><td>7</td></tr><tr><td>Rome</td><td>19</td></tr></tbody></table>"
    assert plain_text(table) == "Oslo 7\nRome 19"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("AT&T", "AT&T"),
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("a < b and b > c", "a < b and b > c"),
        ("R&D; and more", "R&D; and more"),
        ("Why &lt;template&gt; matters", "Why <template> matters"),
        ("<b>Volcano</b> wakes", "Volcano wakes"),
        ("&lt;i&gt;Volcano&lt;/i&gt; wakes", "Volcano wakes"),
        ("Volcano<script>alert(1)</script> wakes", "Volcano wakes"),
        ("Volcano<br>wakes", "Volcano wakes"),
        ("  Volcano\n\t wakes\0 ", "Volcano wakes"),
        ("It&#8217;s awake", "It’s awake"),
        ("It&#146;s awake", "It’s awake"),
    ],
)
def test_a_headline_is_one_line_of_plain_characters(text: str, line: str) -> None:
    assert one_line(text) == line


MARKUP = st.lists(
    st.sampled_from(
        ["<", ">", "/", "!", "--", "img", " src=", "script", "'", '"', "&", "&lt;", "a", "\0", "p", "x:y", "é"]
    )
).map("".join)


@given(MARKUP | st.text())
def test_no_markup_raises_and_what_is_clean_stays_clean(html: str) -> None:
    clean = clean_html(html, BASE)
    assert "<script" not in clean
    assert "\0" not in plain_text(clean) + one_line(html)
    assert plain_text(clean_html(clean, BASE)) == plain_text(clean)
