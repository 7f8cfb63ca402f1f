from __future__ import annotations

from mynews.delivery.web.bodies import shown_body
from mynews.intake.clean import clean_html


def shown(body: str) -> str:
    return str(shown_body(clean_html(body, "https://paper.example/"), lambda url: f"/picture/?{url}"))


def test_pictures_come_through_us_and_load_when_they_are_near() -> None:
    assert shown('<p><img src="/a.jpg" alt="A &quot;cat&quot;" width="300" height="200"></p>') == (
        '<p><img src="/picture/?https://paper.example/a.jpg" alt=\'A "cat"\' width="300" height="200" '
        'loading="lazy" decoding="async"></p>'
    )


def test_no_address_of_a_picture_stays_outside() -> None:
    body = '<img src="https://x.example/a" srcset="https://x.example/b 2x"><img src="data:image/png;base64,AA">tail'
    assert str(shown_body(body, lambda _: "/ours")) == '<img src="/ours" alt="" loading="lazy" decoding="async">tail'


def test_headings_of_a_text_follow_the_headline() -> None:
    assert shown("<h1>A</h1><h2>B</h2><h6>C</h6>") == "<h2>A</h2><h3>B</h3><h6>C</h6>"
    assert shown("<h4>A</h4><h5>B</h5>") == "<h2>A</h2><h3>B</h3>"


def test_links_lead_outward_without_a_word_of_us() -> None:
    assert shown('<a href="/x" target="_blank">x</a>') == (
        '<a href="https://paper.example/x" rel="noopener noreferrer">x</a>'
    )


def test_sound_and_film_become_links_with_what_followed_them() -> None:
    assert shown('<p>Hear <audio src="/a.mp3"></audio> now</p>') == (
        '<p>Hear <a href="https://paper.example/a.mp3">Listen at paper.example</a> now</p>'.replace(
            '.mp3">', '.mp3" rel="noopener noreferrer">'
        )
    )
    assert "Watch at paper.example" in shown('<video><source src="/a.mp4" type="video/mp4"></video>')
    assert shown("<p>a<audio></audio>b</p>") == "<p>ab</p>"


def test_wide_tables_scroll_in_a_box_of_their_own() -> None:
    assert shown("<table><tr><td>1</td></tr></table>after").startswith('<div class="scroll" tabindex="0"><table>')
    assert shown("<table><tr><td>1</td></tr></table>after").endswith("</table></div>after")


def test_a_text_without_markup_is_a_paragraph() -> None:
    assert str(shown_body("a &amp; b", str)) == "<p>a &amp; b</p>"
    assert str(shown_body("", str)) == ""


def test_a_text_nested_ten_thousand_deep_is_shown_to_its_end() -> None:
    assert "the end" in shown("<div>" * 10_000 + "deep" + "</div>" * 10_000 + "<p>the end</p>")
