"""What stands among the paragraphs of an article and is none of them: labels, promos, related lines, print notes.

Every rule reads one line of text by its shape and by the words that papers use for such lines; none knows a paper.
Article pages and plain scraped text use the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mynews.intake.captions import is_caption

LONGEST_LABEL = 90
"""Characters."""

LONGEST_PROMO = 420
"""Characters; a paragraph as long that mentions a newsletter is about one."""

SHORTEST_HEADLINE = 8
"""Words; a shorter line without a full stop among paragraphs is a sub-heading.

On the 181 benchmark pages 79% of the sub-headings are shorter, and 78% of the headlines are not.
"""

LONGEST_HEADLINE = 40

LONGEST_SENTENCE = 12
"""Words; a longer one with a full stop after "Analysis:" or "Background:" is the article's own."""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_SIGNS = " .:…!>»→|*•–—-\t"
_SENTENCE_END = re.compile(r"[.!?…:;,。！？][\"'”’»)\]]*$|[\"”’»)\]]$")
_BULLET = re.compile(r"^\s*(?:[•·▪▸►●◦‣■∙*–—-]|\(?\d{1,2}[.)])\s+(?=\S)")

_KEY_POINTS = _any(
    r"(?:the )?key (?:points?|takeaways?|facts?)|takeaways|highlights|at a glance|in (?:brief|short)|summary"
    r"|the essentials|what (?:you need|to) (?:to )?know|auf einen blick|das wichtigste in kürze|lo esencial|l'essentiel"
)
_LABEL = _any(
    # Advertising, and the way past it.
    r"ads?|adverts?|advertising|advertise?ments?(?: (?:-|—) .{1,40})?|report (?:this ad|an error)|ads? by .{1,30}"
    r"|sponsored(?: content)?|promoted(?: content)?",
    r"anzeige|werbung|publicidad|publicité|pubblicità|publicidade|reklame|reklama|iklan|реклама",
    r"(?:(?:article|story) )?continues? (?:reading )?(?:below|after).{0,30}|scroll (?:down )?(?:to|for) .{1,30}",
    r"(?:keep|continue) reading.{0,40}",
    # Buttons.
    r"(?:read|learn|find out|see|show|view|load|discover) (?:more|less|all)(?: .{1,20})?",
    r"share|tweet|post|pin|e?-?mail|print|save|like|copy link|bookmark|reply|listen|subscribe|sign (?:up|in)|log in",
    r"whatsapp|facebook|twitter|x|linkedin|reddit|telegram|pinterest|flipboard|messenger",
    r"close|menu|search|more|gallery|previous|next|prev|back|top|back to top|home|(?:next|previous) article",
    r"share (?:this|on|via|it|now|story|article|post)(?: .{0,40})?|click (?:here )?to .{1,40}",
    r"teilen|partager|compartir|compartilhar|condividi|delen|поделиться",
    r"(?:watch|listen|play)(?: (?:now|live|video|the video|to this article|below))?",
    r"follow|following|unfollow|get (?:the )?app|download (?:the|our) app|skip to (?:main )?content",
    r"(?:save|gift|print|listen to|e?-?mail|copy|report) (?:this )?(?:article|story|page|link)|link copied"
    r"|copy(?: link)?|play audio",
    r"(?:accept|reject|allow) (?:all )?(?:cookies)?|(?:manage|cookie) (?:cookies|preferences|settings)|got it|i agree",
    r"(?:terms(?: (?:of (?:use|service)|and conditions))?|privacy (?:policy|notice)|cookie policy)(?: (?:and"
    r"|&) .{1,30})?",
    # Counts and measures.
    r"(?:\d+ )?(?:comments?|shares?|views?|likes?|replies)(?: \(?\d+\)?)?",
    r"(?:estimated )?reading time.{0,20}|\d+ min(?:ute)?s?(?: read)?|(?:text|font) size|tempo de leitura.{0,20}"
    r"|lesezeit.{0,20}",
    r"(?:image |photo |slide )?\d+ ?(?:/|of) ?\d+",
    # Headings of what stands elsewhere.
    r"(?:be the first to|leave a|add a|post a|view|show|join the|read) (?:comments?|reply|conversation|discussion)",
    r"(?:related|more|latest|popular|recommended|trending|top|most (?:read|popular|viewed)|editor'?s'? (?:picks?"
    r"|choice))"
    r"(?: (?:articles?|stor(?:y|ies)|posts?|news|topics?|links?|content|coverage|videos?|reading|on this.{0,12}"
    r"|from .{1,30}))?",
    r"you (?:may|might) (?:also )?(?:like|be interested in)|what to (?:read|watch) next|in this (?:article|story)",
    r"(?:also|must|further|don'?t miss|now) (?:read|see|watch|reading|on)",
    r"tags?|topics?|categor(?:y|ies)|keywords|filed under|see more|sections?",
    r"kommentare|commentaires|comentarios|comentários|commenti",
    r"(?:photo|image|picture|video|foto|bild)s?(?: gallery)?|getty images|associated press|ap photo",
)
_NETWORK = (
    r"(?:social|facebook|twitter|instagram|x\b|youtube|linkedin|telegram|whatsapp|google news|tiktok|threads|bluesky"
    r"|mastodon|flipboard|apple news|@\w+)"
)
_PROMO = _any(
    # Newsletters.
    r"(?:sign up|signup|subscribe|register|join)\b.{0,90}\b(?:newsletters?|inbox|e?-?mails?|alerts?|briefings?|updates"
    r"|bulletin|channel|podcast|for free|today|now|here|digest|list|members?(?:hip)?|community|telegram|whatsapp"
    r"|youtube)\b.{0,160}",
    r"subscribe to .{3,140}",
    r"(?:get|receive|have|want)\b.{0,120}\b(?:(?:delivered|sent|emailed)\b.{0,30}\b(?:inbox|e?-?mail|you|phone|daily)"
    r"|(?:straight|directly|right) (?:in|into|to) your (?:inbox|e?-?mail|phone))\b.{0,160}",
    r"get .{0,60}\b(?:in|to) your inbox.{0,120}",
    r"(?:melden sie sich|abonnieren sie|jetzt abonnieren|suscr[ií]b[ea]|inscrivez-vous|abonnez-vous|iscriviti"
    r"|inscreva-se)\b.{0,200}",
    # The publisher's feeds, apps, memberships and shows.
    r"get more (?:with|from|of|out of)\b.{0,60}|a personali[sz]ed (?:news )?(?:feed|digest|page)\b.{0,80}",
    r"(?:a|your) personali[sz]ed .{0,60}\bfor you",
    r"[^.!?]{10,200} (?:learn more|find out more|sign up(?: now| here)?|subscribe(?: now| here)?|get started)",
    r"(?:download|get|install) (?:the|our|your) .{0,50}\bapp\b.{0,120}",
    r"(?:support|donate to) (?:our|independent|quality|local) .{0,40}\b(?:journalism|reporting|newsroom)\b.{0,160}",
    r"thank(?:s| you) for (?:signing up|subscribing).{0,60}",
    r"by (?:signing up|subscribing|submitting|clicking|registering|entering)\b.{0,160}\b(?:agree|consent|terms"
    r"|accept)\b.{0,200}",
    r"(?:listen to|watch|hear) (?:the|our|this) .{0,40}\b(?:podcast|show|newscast) (?:here|now|below|on"
    r"|on demand)\b.{0,100}",
    r"for (?:more(?! than)|(?:all )?the latest|breaking)\b[^.]{0,80},? (?:please )?(?:follow|subscribe|visit"
    r"|download|sign up"
    r"|click|check out|like|log on)(?: to)? (?:us|our|here|the|on|https?:|www)\b.{0,120}",
    # Social networks.
    rf"(?:follow .{{1,40}}|(?:like|find|join|connect with|add|visit) (?:us|me|our .{{1,30}})) (?:on|at"
    rf"|over on) (?:our )?"
    rf"{_NETWORK}.{{0,160}}",
    r"follow .{3,120} at https?://.{3,80}",
    # Calls for letters and tips.
    r"(?:join|start|continue) the (?:conversation|discussion|debate)\b.{0,120}",
    r"(?:do you )?(?:have|got) (?:a|any|you got)? ?(?:tip|story|news tip|question|comment|feedback|thoughts)\b.{0,120}"
    r"\b(?:e?-?mail|contact|send|let us|write|call|reached)\b.{0,160}",
    r"(?:let us know|tell us|share your (?:thoughts|views)).{0,60}\b(?:comments?|below|twitter|email)\b.{0,80}",
    r"(?:e?-?mail|contact|reach|write to) .{2,60}\b(?:at|on)\b:? \S+@\S+.{0,160}",
)
_PAYWALL = _any(
    r"(?:already|not) a (?:subscriber|member)\b.{0,160}|to (?:continue|keep) reading\b.{0,160}",
    r"(?:subscribe|register|log in|sign in|sign up|continue)(?: now)? (?:to (?:read|continue|access|unlock|keep)"
    r"|with a)\b.{0,120}",
    r"unlock (?:this|the (?:full|rest)|unlimited|all|every)\b.{0,120}",
    r"(?:this|the (?:full|rest of th(?:is|e))) (?:article|story|content) is (?:for|only available to|available to"
    r"|reserved for|exclusive to)\b.{0,160}",
    r"this is (?:a )?(?:premium|subscriber|subscribers)\b.{0,160}|you have \d+ (?:free )?articles? (?:left"
    r"|remaining).{0,160}",
    r"you(?:['’]ve| have) (?:reached|read|used) (?:your|all|the)\b.{0,160}|to read (?:the full|this|more"
    r"|the rest)\b.{0,160}",
)
_PROMO_WITHIN = _any(
    r"\bin(?:to)? your inbox\b|\b(?:our|free|daily|weekly)(?: [\w-]+){0,2} newsletters?\b|\b(?:we"
    r"|(?:web)?site) uses? cookies\b",
    r"\bsign up for (?:the|our) (?:\w+ ){0,3}(?:newsletter|briefing|digest)s?\b",
    r"\b(?:newsletters?|briefing)\b.{0,90}\b(?:sign up|subscribe|inbox|delivered|click here|straight to)\b",
    rf"\bfollow (?:him|her|me|them|us|\w+(?: \w+)?) (?:on|at) .{{0,20}}{_NETWORK}",
    r"\b(?:may|might|could) (?:earn|receive|get) (?:a |an )?(?:small )?(?:affiliate )?commission\b",
    r"\b(?:we['’]d|we would) (?:like|love) to hear\b",
)
_TO_READER = _any(
    r"\b(?:you|your|our|us|free|get|unlock|join|access|newsletters?|daily|weekly|stor(?:y|ies)|unlimited|exclusive)\b"
)
_CALL = _any(
    r"(?:learn|find out|discover|see) more|sign (?:me )?up(?: (?:now|here|today|for free))?|get started",
    r"subscribe(?: (?:now|here|today))?|try (?:it )?(?:now|free|for free)|download(?: now| the app)?",
    r"join(?: (?:now|us|free))?|register(?: now)?|(?:start )?(?:your )?free trial|donate(?: now)?|shop now",
    r"see (?:the )?offers?|get (?:the app|offer|it now)|enter your e-?mail(?: address)?|(?:your )?e-?mail address",
    r"jetzt (?:abonnieren|testen|anmelden)|mehr erfahren|en savoir plus|saber más|saiba mais|scopri di più",
)
_RELATED = _any(
    r"(?:also |must |further |and )?(?:read|watch|see|listen|related|more|explained?|analysis|opinion|background"
    r"|(?:read|see|watch) (?:more|also|next|now)|also watch|more (?:on|from)(?: this)?"
    r"|more(?: \w+){1,4}(?=: ?https?://)"
    r"|in pictures|in pics|don'?t miss|related (?:stor(?:y|ies)|articles?|news|video|content|coverage|reading|link)"
    r"|you may also like|recommended|trending|earlier|previously|go deeper|check out|top stor(?:y|ies)"
    r"|what to read next"
    r"|lesen sie (?:auch|mehr)|mehr (?:dazu|zum thema)|siehe auch|lire aussi|[aà] lire(?: aussi)?|voir aussi"
    r"|(?:leia|veja) (?:também|mais)|(?:lea|lee) (?:también|más)|leé también|leggi anche|baca juga|lees ook"
    r"|читайте также|см\. также|さらに読む)"
    r"(?:\s*[:|>»→]+\s*|\s+[–—-]+\s+)\S.{3,250}",
)
_ANNOUNCEMENT = re.compile(r"[:|>»→–—]+|(?<=\s)-+(?=\s)")
_PIECE = r"(?:article|story|piece|column|editorial|op-ed|opinion|interview|feature|report|review)"
_APPEARED = (
    r"(?:(?:was|has|is|had|also|first|originally|previously|been) )*"
    r"(?:appear(?:s|ed)|published|printed|ran|runs|featured)\b"
)
_PRINT = r"\b(?:print|printed|newspaper|page [A-Z]?\d+|section [A-Z]|on [A-Z]\d{1,2})\b"
_PAPER = rf"(?:{_PRINT}|\b(?:edition|magazine|issue) (?:of|as|under|with|on)\b|\b(?:edition|magazine|issue)\W*$)"
_PRINT_NOTE = _any(
    rf"this {_PIECE} {_APPEARED}.{{0,160}}{_PAPER}.{{0,250}}",
    rf"the {_PIECE} {_APPEARED}.{{0,120}}\bprint(?:ed)? (?:edition|version|issue)\b.{{0,250}}",
    rf"an? (?:\w+ )?version of this {_PIECE} {_APPEARED}.{{0,160}}{_PAPER}.{{0,250}}",
    r"(?:published|appear(?:s|ed)|printed) (?:in|on) (?:the )?.{0,60}\b(?:print (?:edition|version)|newspaper"
    r"|page [A-Z]?\d+)\b.{0,160}",
    r"(?:(?:also|first) )?(?:appear(?:s|ed)|published|ran) in print\b.{0,200}|in print\s*:.{0,200}",
    r"(?:from|in) (?:the|today['’]s) .{0,60}\bprint edition\b.{0,160}|(?:print|newspaper) (?:edition|headline"
    r"|version)\s*:.{0,200}",
    r"dieser (?:artikel|text|beitrag) (?:erschien|ist .{0,60}erschienen)\b.{0,200}|cet article est paru\b.{0,200}",
    r"este art[ií]culo (?:fue publicado|apareci[oó])\b.{0,200}|questo articolo è (?:apparso|uscito)\b.{0,200}",
)
_SIGN_OFF = _any(
    r".{3,120}\bcontributed (?:reporting\b.{0,60}|from .{3,40}|(?:reporting )?to th(?:is|e) (?:report|story|article"
    r"|piece)\b.{0,20})",
    r"\(?(?:(?:additional|further|with) )?(?:reporting|writing|editing|compiled|edited|translated) by .{3,250}",
    r"\(?(?:with|including) (?:inputs|reporting|files|material|agency inputs) from .{2,80}",
)
_COPYRIGHT = _any(r"(?:copyright|©|\(c\)).{0,40}\b(?:19|20)\d\d\b|.{0,120}\ball rights reserved\b")
_PRESENTS = _any(
    r",? (?:is|was|has been|covers|writes|reports|works|joined|teaches|can be|may be)\b"
    r"|, .{3,80}, (?:is|covers|writes)\b"
)
_MORE_STORIES = _any(
    r"(?:related|more|latest|recommended|trending|popular|most (?:read|popular|viewed)|top stories"
    r"|(?:what to )?read next"
    r"|also on|elsewhere|see also|don'?t miss|in other news|(?:you|we think you'?ll) (?:may |might "
    r"|will )?(?:also )?(?:like|enjoy)"
    r"|você pode gostar|(?:veja|leia) também|te puede interesar|mehr zum thema|das könnte sie|à lire aussi"
    r"|sur le même sujet"
    r"|leggi anche|potrebbe interessarti|lees ook|читайте также|по теме|関連記事)\b.{0,40}",
)
_STORIES = _any(
    r"\b(?:stor(?:y|ies)|news|articles?|posts?|reads?|reading|coverage|headlines|links|content|videos?|like|enjoy"
    r"|from)\b"
)
_COMMENTS = _any(
    r"(?:\d+ )?(?:top rated |reader |latest )?(?:comments?|replies|responses|comentários|comentarios|kommentare"
    r"|commentaires|commenti)(?: \(?\d+\)?)?",
    r"(?:join the (?:conversation|discussion)|leave a (?:comment|reply)|post a comment|what do you think\?).{0,20}",
)
_MONTH = (
    r"(?:jan|feb|m[aäá]r|apr|ma[iy]|june?|july?|aug|sept?|o[ck]t|nov|de[cz]|ene|abr|ago|dic|f[eé]vr|avr|juin|juil"
    r"|ao[uû]t"
    r"|янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек)[a-zé-ÿа-я]*\.?"
)
_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|\.)? (?:de |of )?{_MONTH}(?: de)?,? ?\d{{0,4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? ?\d{{0,4}}|\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}}"
    r"|\d+ (?:minutes?|hours?|days?|weeks?|months?) ago)"
)
_TIME = r"\d{1,2}[:.]\d\d(?::\d\d)? ?(?:[ap]\.?m\.?)?,? ?(?:[A-Z]{2,4}|[+-]\d{4}|uhr|\(.{2,12}\))?"
_DATE_WORD = r"(?:(?:first |last )?(?:published|updated|posted|modified|date|created)(?: (?:on|at))?|on|at)[ :]*"
_DATE_LINE = _any(
    rf"(?:{_DATE_WORD})*(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
    rf"(?:{_TIME},? )?{_DAY}(?:[ ,|•·@-]*(?:at |um )?{_TIME})?(?:[ ,|•·-]*(?:updated"
    rf"|\d+ min(?:ute)?s? read).{{0,40}})?",
    rf"(?:{_DATE_WORD})+{_TIME}",
)
_DATE = _any(rf"\b{_DAY}")
_BYLINE = re.compile(
    r"(?i:(?:(?:written|posted|published|story|words|reporting) )?by|von|par|por)\s*:? "
    r"(?:[A-Z][\w.'’-]+[ ,&|]*(?:and |und |y |et |in |for )?){1,9}"
    r"(?:.{0,30}(?:reporter|editor|writer|correspondent|columnist|staff).{0,30})?"
)


def opens_key_points(line: str) -> bool:
    """Whether a line stands above the key points."""
    return _KEY_POINTS.fullmatch(line.strip(_SIGNS)) is not None


def is_label(line: str) -> bool:
    """A short line of the layout: "Advertisement", "Share", "Learn more", "Related", a lone sign."""
    return (len(line) < LONGEST_LABEL and _LABEL.fullmatch(line.strip(_SIGNS)) is not None) or not re.search(
        r"\w", line
    )


def is_promo(line: str) -> bool:
    """A line that advertises the publisher: newsletters, apps, memberships, its pages on social networks."""
    if len(line) >= LONGEST_PROMO:
        return False
    return _PROMO.fullmatch(line.strip()) is not None or _PROMO_WITHIN.search(line) is not None or is_paywall(line)


def is_paywall(line: str) -> bool:
    """A line that says that the rest of the text has to be paid for."""
    return len(line) < LONGEST_PROMO and _PAYWALL.fullmatch(line.strip()) is not None


def promo_lines(lines: Sequence[str]) -> set[int]:
    """Which of neighbouring lines are a promo by its make: one or two short ones and a call, "Learn more" or "Sign up".

    The words above such a call are any slogan, so that no list of words could know them; but a sentence there, or any
    line above a call of one word, must speak to the reader.
    """
    promo: set[int] = set()
    for at, line in enumerate(lines):
        if not _CALL.fullmatch(line.strip(_SIGNS)):
            continue
        promo.add(at)
        for above in range(at - 1, max(at - 3, -1), -1):
            slogan = lines[above]
            if not 3 < len(slogan.split()) <= 16 or is_caption(slogan) or has_bullet(slogan):
                break
            if (" " not in line.strip() or slogan.endswith((".", "”", '"'))) and not _TO_READER.search(slogan):
                break
            promo.add(above)
    return promo


def is_about_author(line: str, authors: Iterable[str]) -> bool:
    """The line below a text that presents one of its ``authors``: "Ana Reyes covers the coast"."""
    return any(line.startswith(author) and _PRESENTS.match(line, len(author)) for author in authors if author)


def is_related_line(line: str) -> bool:
    """A line that announces another story: "Read more: Headline of another story"."""
    line = line.strip()
    if line.endswith(".") and len(line.split()) > LONGEST_SENTENCE:
        return False
    return _RELATED.fullmatch(line) is not None


def related_headline(line: str) -> str:
    """The other story's headline in such a line, without the words that announce it."""
    if not is_related_line(line):
        return line.strip()
    return _ANNOUNCEMENT.split(line, maxsplit=1)[-1].strip(_SIGNS)


def is_lone_headline(line: str) -> bool:
    """Whether a line that stands alone among paragraphs has the shape of another story's headline."""
    words = len(line.split())
    if not SHORTEST_HEADLINE <= words <= LONGEST_HEADLINE or _SENTENCE_END.search(line) or has_bullet(line):
        return False
    return not (line[:1].islower() or line[:1].isdigit())


def opens_more_stories(line: str) -> bool:
    """Whether a line stands above a list of other stories: "Related", "More great stories", "You may also like"."""
    line = line.strip(_SIGNS)
    if len(line.split()) > 8 or not _MORE_STORIES.fullmatch(line):
        return False
    return not line.lower().startswith("more") or _STORIES.search(line) is not None


def opens_comments(line: str) -> bool:
    """Whether a line stands above the readers' comments."""
    return _COMMENTS.fullmatch(line.strip(" :")) is not None


def is_print_note(line: str) -> bool:
    """The note that says where the article was printed."""
    return len(line) < LONGEST_PROMO and _PRINT_NOTE.fullmatch(line.strip()) is not None


def is_sign_off(line: str) -> bool:
    """The line below a text that says who else worked on it."""
    return len(line) < LONGEST_PROMO and _SIGN_OFF.fullmatch(line.strip()) is not None


def is_copyright(line: str) -> bool:
    """The line that says whose rights the page is."""
    return _COPYRIGHT.match(line) is not None


def is_date_line(line: str) -> bool:
    """A line that holds the date of publication and little else."""
    return len(line) < 120 and _DATE_LINE.fullmatch(line.strip(" |•·,-")) is not None


def holds_date(line: str) -> bool:
    """Whether a short line, that is no sentence, names a day: "The Paper, 3 May 2026 - News desk"."""
    return len(line) < 160 and _DATE.search(line) is not None and not line.endswith((".", "!", "?"))


def is_byline(line: str) -> bool:
    """A line that names the authors: "By Ana Reyes and Tom Hill"."""
    return len(line) < 120 and _BYLINE.fullmatch(line.strip()) is not None


def has_bullet(line: str) -> bool:
    """Whether a bullet or a number stands before the line; the day of a date is none."""
    return _BULLET.match(line) is not None and not is_date_line(line)


def without_bullet(line: str) -> str:
    """``line`` without the bullet or number before it."""
    return _BULLET.sub("", line).strip()


def is_aside(line: str) -> bool:
    """Any line that is no text of the article: label, promo, related line, print note, sign-off, date or byline."""
    rules = (is_label, is_promo, is_related_line, is_print_note, is_sign_off, is_date_line, is_byline)
    return any(rule(line) for rule in rules)
