"""What stands among the paragraphs of an article and is none of them: promos, labels, related lines, print notes.

Every rule reads one line of text by its shape and by the words that papers use for such lines; none knows a paper.
Article pages and plain scraped text use the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LABEL_WORDS = 6
"""Labels such as "Share this article" are at most this long."""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_LABEL = _any(
    r"(?:-\s*)?advertise?ments?(?: -)?",
    r"adverts?|ads? by .{1,30}",
    r"(?:estimated )?reading time.{0,20}|\d+ min(?:ute)?s?(?: read)?|(?:text|font) size|tempo de leitura.{0,20}|lesezeit.{0,20}",
    r"(?:story |article )?continues? (?:below|after)(?: (?:the )?(?:ad|advert|advertisement))?",
    r"(?:article|story) continues (?:below|after).{0,30}",
    r"scroll (?:down )?(?:to|for) (?:continue|more|video).{0,30}",
    r"(?:keep|continue) reading.{0,40}",
    r"(?:read|learn|find out|see|show|view|load|discover) (?:more|less|all)(?: .{1,20})?",
    r"(?:share|tweet|post|pin|email|e-mail|print|save|like|copy link|bookmark|whatsapp|facebook|twitter|x|linkedin|reddit|telegram"
    r"|pinterest|flipboard|messenger|comments?|reply|listen|subscribe|sign up|sign in|log in|close|menu|search|more|gallery)",
    r"share (?:this|on|via|with|it|now|story|article|post|the|your)?.{0,40}",
    r"(?:\d+ )?(?:comments?|shares?|views?|likes?|replies)(?: \(?\d+\)?)?",
    r"(?:be the first to|leave a|add a|post a|view|show|join the|read) (?:comments?|reply|conversation|discussion)",
    r"(?:related|more|latest|popular|recommended|trending|top|editor'?s'? (?:picks?|choice)|most (?:read|popular|viewed)"
    r"|you (?:may|might) (?:also )?(?:like|be interested in)|what to (?:read|watch) next|in this (?:article|story))"
    r"(?: (?:articles?|stor(?:y|ies)|posts?|news|topics?|links?|content|coverage|videos?|reading|on this(?: story| topic)?|from .{1,30}))?",
    r"(?:also|must|further|don'?t miss|now) (?:read|see|watch|reading|on)",
    r"(?:tags?|topics?|categor(?:y|ies)|keywords|filed under|see more|sections?)",
    r"(?:photo|image|picture|video|foto|bild)s?(?: gallery)?",
    r"(?:image |photo |slide )?\d+ ?(?:/|of) ?\d+",
    r"(?:anzeige|werbung|publicidad|publicité|pubblicità|publicidade|reklame|реклама)",
    r"(?:teilen|partager|compartir|compartilhar|condividi|kommentare|commentaires|comentarios|поделиться)",
    r"(?:click|tap) (?:here )?to .{1,40}",
    r"(?:watch|listen|play)(?: (?:now|live|video|the video|to this article|below))?",
    r"(?:follow|following|unfollow|get (?:the )?app|download (?:the|our) app)",
    r"(?:getty images|associated press|ap photo|afp|reuters|ap)(?:[ /].{1,30})?",
    r"(?:previous|next|prev|back|back to top|top|next article|previous article|home)",
)
_PROMO = _any(
    r"(?:sign up|subscribe|register|join|signup)\b.{0,90}\b(?:newsletters?|inbox|e?-?mails?|alerts?|briefings?|updates|bulletin"
    r"|channel|podcast|for free|today|now|here|digest|list|members?(?:hip)?|community|telegram|whatsapp|youtube)\b.{0,160}",
    r".{0,100}\b(?:newsletters?|briefing)\b.{0,90}\b(?:sign up|subscribe|inbox|delivered|click here|straight to|privacy policy)\b.{0,160}",
    r"(?:get|receive|have|want)\b.{0,120}\b(?:delivered|sent|straight|directly|right|emailed)\b.{0,30}\b(?:inbox|e?-?mail|you|phone|daily)\b.{0,160}",
    r"get more (?:with|from|of|out of)\b.{0,60}",
    r"get .{0,60}\b(?:in|to) your inbox.{0,120}",
    r"(?:a|your) personali[sz]ed .{0,60}\bfor you",
    r"a personali[sz]ed (?:news )?(?:feed|digest|page)\b.{0,80}",
    r"(?:follow|like|find|join|connect with|add|visit) (?:us|me|our|him|her|them|@\S+|the [A-Z].{1,40}|[A-Z].{1,40}) (?:on|at|over on|in) "
    r"(?:our )?(?:social|facebook|twitter|instagram|x|youtube|linkedin|telegram|whatsapp|google news|tiktok|threads|bluesky|mastodon|flipboard|apple news)\b.{0,160}",
    r"(?:for more|for the latest|for all the latest|for breaking).{0,120}\b(?:follow|subscribe|visit|download|sign up|click|check out|like us|log on)\b.{0,160}",
    r"(?:download|get|install) (?:the|our|your) .{0,50}\bapp\b.{0,120}",
    r"(?:support|donate to|help) (?:our|independent|quality|local|the) .{0,40}\b(?:journalism|reporting|news|newsroom)\b.{0,160}",
    r"(?:already a (?:subscriber|member)|not a (?:subscriber|member)|to (?:continue|keep) reading|subscribe to (?:read|continue))\b.{0,160}",
    r"(?:this (?:article|story|content) is (?:for|only available to|reserved for)|you have \d+ (?:free )?articles? (?:left|remaining)).{0,160}",
    r"(?:we (?:may|might|could) (?:earn|receive|get|make)|.{0,60}\bmay (?:earn|receive)) (?:a |an )?(?:small )?(?:affiliate )?(?:commission|compensation)\b.{0,200}",
    r"(?:listen to|watch|hear) (?:the|our|this) .{0,40}\b(?:podcast|show|newscast) (?:here|now|below|on|on demand)\b.{0,100}",
    r"(?:join|start|continue) the (?:conversation|discussion|debate)\b.{0,120}",
    r"(?:have|got|do you have) (?:a|any|you got)? ?(?:tip|story|news tip|question|comment|feedback|thoughts)\b.{0,120}\b(?:email|e-mail|contact|send|let us|write|call|reached)\b.{0,160}",
    r"subscribe to .{3,140}",
    r".{0,250}\bfollow (?:him|her|me|them|us|\w+(?: [A-Z]\w+)?) (?:on|at|@)[ \w]{0,10}(?:twitter|instagram|facebook|x\b|threads|bluesky|@\w+).{0,160}",
    r"follow .{3,120} at https?://.{3,80}",
    r"(?:e-?mail|contact|reach|write to) .{2,60}\b(?:at|on)\b:? \S+@\S+.{0,160}",
    r".{0,160}\b(?:we'd|we’d|we would) (?:like|love) to hear\b.{0,250}",
    r".{0,250}\bsign up for (?:the|our) (?:free )?(?:\w+ ){0,2}(?:newsletter|briefing|digest)s?\b.{0,80}",
    r"(?:let us know|tell us|share your (?:thoughts|views)).{0,60}\b(?:comments?|below|twitter|email)\b.{0,80}",
    r"(?:melden sie sich|abonnieren sie|jetzt abonnieren|suscr[ií]bete|suscr[ií]base|inscrivez-vous|abonnez-vous|iscriviti|inscreva-se|assine)\b.{0,200}",
)
_RELATED = _any(
    r"(?:also |must |further |and )?(?:read|watch|see|listen|related|more|see also|read more|read also|read next|read now|more on|more from|more on this|more(?: \w+){1,4}(?=: ?https?://)"
    r"|in pictures|in pics|explained?|analysis|opinion|don'?t miss|related (?:stor(?:y|ies)|articles?|news|video|content|coverage|reading|link)"
    r"|you may also like|recommended|trending|earlier|previously|background|also watch|watch also|go deeper|check out|top stor(?:y|ies)|what to read next"
    r"|lesen sie (?:auch|mehr)|mehr (?:dazu|zum thema)|siehe auch|lire aussi|[aà] lire(?: aussi)?|voir aussi|leia (?:também|mais)|veja (?:também|mais)"
    r"|lea (?:también|más)|le[eé] también|leggi anche|baca juga|lees ook|читайте также|см\. также|さらに読む)"
    r"\s*(?:[:|>»→–—-]|\|\|)+\s*\S.{3,250}",
)
_SIGN_OFF = _any(
    r".{3,120}\bcontributed (?:reporting )?(?:to|from) .{3,60}",
    r".{3,80}\bcontributed (?:reporting|to this (?:report|story|article|piece)).{0,20}",
    r"\(?(?:additional |further |with )?(?:reporting|writing|editing|compiled|edited|translated) by .{3,250}",
    r"\(?(?:with|including) (?:inputs|reporting|files|material|agency inputs) from .{2,80}",
)
_PRINT_NOTE = _any(
    r"(?:this|the) (?:article|story|piece|column|report|editorial|opinion|review|version|interview|item|text)s? "
    r"(?:was |has |is |had |were )?(?:also |first |originally |previously |been )*(?:appeared|appears|published|printed|ran|runs|featured)\b"
    r".{0,160}\b(?:print|paper|newspaper|edition|page [A-Z]?\d+|section [A-Z]\b|magazine|issue)\b.{0,250}",
    r"(?:a|an) (?:shorter |longer |different |earlier )?version of this (?:article|story|piece|column|report) "
    r"(?:also |first |originally )?(?:appears|appeared|ran|was (?:published|printed)).{0,160}\b(?:print|paper|newspaper|edition|page|section|magazine|issue)\b.{0,250}",
    r"(?:published|appeared|printed|appears) (?:in|on) (?:the )?.{0,60}\b(?:print (?:edition|version)|newspaper|page [A-Z]?\d+)\b.{0,160}",
    r"(?:from|in) (?:the|today's) .{0,60}\bprint edition\b.{0,160}",
    r"(?:print|newspaper) (?:edition|headline|version)\s*:.{0,200}",
    r"(?:dieser (?:artikel|text|beitrag) (?:erschien|ist .{0,30}erschienen)|cet article est paru|este art[ií]culo (?:fue publicado|apareci[oó])|questo articolo è (?:apparso|uscito)).{0,200}",
)
_CREDIT_WORD = (
    r"(?:photos?|photographs?|pictures?|images?|pics?|credits?|photo credits?|image credits?|picture credits?|courtesy|file photos?|file|source|photographer"
    r"|photo by|image by|picture by|photograph by|pic by|photography|foto|fotos|bild|bilder|imagen|crédits?|crédit photo|crédito|fotografía|imago|graphic|illustration|illustrations?|video|screenshot)"
)
_CREDIT_TAIL = re.compile(
    rf"^(?P<caption>.*?)[\s(\[|–—-]*\b(?P<word>{_CREDIT_WORD})\s*(?::|\bby\b|\bcourtesy of\b|©)\s*(?P<credit>[^:]{{2,80}}?)[)\]]?\s*\.?$",
    re.IGNORECASE | re.DOTALL,
)
_AGENCY = (
    r"(?:AP|AP Photo|AFP|Reuters|Getty|Getty Images|EPA|EPA-EFE|Xinhua|Bloomberg|dpa|Shutterstock|Alamy|PA|PA Wire|PA Media|TASS|Kyodo|Yonhap|ANP|Keystone|PTI|ANI"
    r"|Handout|iStock|Unsplash|Associated Press|Agence France-Presse|Zuma|Rex|Rex Features|Imagn|USA Today Sports|Anadolu|NurPhoto|SOPA|Sipa|Press Association|CNS|AAP|CP|Canadian Press|Twitter|Instagram|Facebook)"
)
_CREDIT_BRACKET = re.compile(
    rf"^(?P<caption>.*?)\s*[(\[](?P<credit>[^()\[\]]{{0,60}}\b{_AGENCY}\b[^()\[\]]{{0,40}})[)\]]\s*\.?$", re.DOTALL
)
_CREDIT_PLAIN = re.compile(
    rf"^(?P<caption>.*[.!?”\"'])\s*(?P<credit>(?:[A-Z][\w.'-]+ ){{0,4}}(?:[/|,–-]\s*)?{_AGENCY}(?:\s*(?:[/|]|via)\s*[\w' .-]{{2,40}})*)$",
    re.DOTALL,
)
_SIGN = re.compile(r"©\s*(?P<credit>[^©]{2,60})$")
_CREDIT_SHAPES = (_CREDIT_TAIL, _SIGN, _CREDIT_BRACKET, _CREDIT_PLAIN)


_MONTH = (
    r"(?:jan|feb|m[aäá]r|apr|ma[iy]|june?|july?|aug|sept?|o[ck]t|nov|de[cz]|ene|abr|ago|dic|f[eé]vr|avr|juin|juil|ao[uû]t|янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек)"
    r"[a-zé-ÿа-я]*\.?"
)
_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|\.)? (?:de |of )?{_MONTH}(?: de)?,? ?\d{{0,4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? ?\d{{0,4}}|\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}}"
    r"|\d+ (?:minutes?|hours?|days?|weeks?|months?) ago)"
)
_TIME = r"\d{1,2}[:.]\d\d(?::\d\d)? ?(?:[ap]\.?m\.?)?,? ?(?:[A-Z]{2,4}|[+-]\d{4}|uhr|\(.{2,12}\))?"
_DATE_WORD = r"(?:(?:first |last )?(?:published|updated|posted|modified|date|created)(?: (?:on|at))?|on|at)[ :]*"
_DATE_LINE = re.compile(
    rf"(?:{_DATE_WORD})*(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
    rf"{_DAY}(?:[ ,|•·@-]*(?:at |um )?{_TIME})?(?:[ ,|•·-]*(?:updated|\d+ min(?:ute)?s? read).{{0,40}})?"
    rf"|(?:{_DATE_WORD})+{_TIME}",
    re.IGNORECASE,
)
_DATE = re.compile(rf"\b{_DAY}", re.IGNORECASE)
_BYLINE = re.compile(
    r"(?:(?:written |posted |published |story |words |reporting )?by|von|por|par)\s*:? (?:[A-Z][\w.'’-]+[ ,&|]*(?:and |und |y |et |in |for )?){1,9}(?:.{0,30}(?:reporter|editor|writer|correspondent|columnist|staff).{0,30})?"
)
_CAPTION_LEAD = re.compile(
    r"(?:in )?(?:this|these|an?) (?:(?:[\w-]+\.?,? ){0,5}(?:\d{1,4},? ?){0,3}(?:\w+ ){0,2})?(?:file |undated |combination |video |courtesy |handout |provided |aerial )*"
    r"(?:photos?|photographs?|images?|pictures?|frame grab|still|screenshot|illustration|rendering)\b(?: (?:provided|released|made|taken|shows?|from|by|made available)|,)",
    re.IGNORECASE,
)


def is_dateline(line: str) -> bool:
    """A line that holds the date of publication and little else."""
    return len(line) < 120 and _DATE_LINE.fullmatch(line.strip(" |•·,-")) is not None


def holds_date(line: str) -> bool:
    """Whether a short line, that is no sentence, names a day: "The Paper, 3 May 2026 - News desk"."""
    return len(line) < 160 and _DATE.search(line) is not None and not line.endswith((".", "!", "?"))


def is_byline(line: str) -> bool:
    """A line that names the authors: "By Ana Reyes and Tom Hill"."""
    return len(line) < 120 and _BYLINE.fullmatch(line.strip()) is not None


_MORE_STORIES = re.compile(
    r"(?:related|more|latest|recommended|trending|popular|most (?:read|popular|viewed)|read next|top stories|what to read next"
    r"|(?:you|we think you'?ll) (?:may|might|will)?.{0,10}(?:also )?(?:like|enjoy)|also on|elsewhere|see also|don'?t miss|in other news"
    r"|você pode gostar|veja também|leia também|te puede interesar|también te|mehr zum thema|das könnte sie|à lire aussi|sur le même sujet"
    r"|leggi anche|potrebbe interessarti|lees ook|читайте также|по теме|関連記事)\b.{0,40}",
    re.IGNORECASE,
)
_STORY_WORDS = re.compile(r"\b(?:stor(?:y|ies)|news|articles?|posts?|reads?|reading|coverage|headlines|links|content|videos?|like|enjoy|from)\b", re.IGNORECASE)
_COMMENTS = re.compile(
    r"(?:\d+ )?(?:top rated |reader |latest )?(?:comments?|replies|responses|comentários|comentarios|kommentare|commentaires|commenti)(?: \(?\d+\)?)?"
    r"|(?:join the (?:conversation|discussion)|leave a (?:comment|reply)|post a comment|what do you think\?).{0,20}",
    re.IGNORECASE,
)


def opens_more_stories(line: str) -> bool:
    """Whether a short line stands above a list of other stories: "Related", "More great stories", "You may also like"."""
    line = line.strip(" :…!>»→|*")
    found = _MORE_STORIES.fullmatch(line)
    return found is not None and len(line.split()) <= 8 and (not line.lower().startswith("more") or bool(_STORY_WORDS.search(line)))


def opens_comments(line: str) -> bool:
    """Whether a line stands above the readers' comments."""
    return _COMMENTS.fullmatch(line.strip(" :")) is not None


def is_label(line: str) -> bool:
    """A short line of the layout: "Advertisement", "Share", "Learn more", "Related", a lone sign."""
    return (len(line) < 90 and _LABEL.fullmatch(line.strip(" .:…!>»→|*•–—-\t")) is not None) or not re.search(
        r"\w", line
    )


def is_promo(line: str) -> bool:
    """A line that advertises the publisher: newsletters, apps, memberships, its pages on social networks."""
    return len(line) < 420 and _PROMO.fullmatch(line.strip()) is not None


def is_sign_off(line: str) -> bool:
    """The line below a text that says who else worked on it, or whose rights it is."""
    return len(line) < 300 and _SIGN_OFF.fullmatch(line.strip()) is not None


def is_related_line(line: str) -> bool:
    """A line such as "Read more: Headline of another story"."""
    return _RELATED.fullmatch(line.strip()) is not None


def related_headline(line: str) -> str:
    """The other story's headline in such a line, without the words that announce it."""
    if not is_related_line(line):
        return line.strip()
    return re.split(r"[:|>»→–—]+|(?<=\s)-+(?=\s)", line, maxsplit=1)[-1].strip(" |>»→-")


def is_print_note(line: str) -> bool:
    """The note that says where the article was printed."""
    return len(line) < 420 and _PRINT_NOTE.fullmatch(line.strip()) is not None


def split_credit(line: str) -> tuple[str, str]:
    """The caption and the credit in what stands below a picture; the credit is empty where none is named."""
    line = line.strip()
    for shape in _CREDIT_SHAPES:
        found = shape.search(line)
        if found:
            caption = found.groupdict().get("caption", line[: found.start()]) or ""
            return caption.strip(" |–—-(["), found["credit"].strip(" .|()[]")
    return line, ""


def credit_alone(line: str) -> str:
    """The credit in a line that holds nothing but a credit."""
    return split_credit(line)[1] or line.strip(" ()[]|.©–—-")


def is_caption(line: str, below_picture: bool = False) -> bool:
    """A line that ends in a picture's credit: "The harbour on Monday. Photo: AFP".

    An agency alone at the end, "(AP)", ends a report as well; it makes a caption only below a picture.
    """
    if len(line) >= 600:
        return False
    if _CAPTION_LEAD.match(line):
        return True
    shapes = _CREDIT_SHAPES if below_picture else _CREDIT_SHAPES[:2]
    return any(0 < len(found["credit"].split()) < 10 for shape in shapes if (found := shape.search(line)))


def is_aside(line: str) -> bool:
    """Any line that is no text of the article: label, promo, related line, print note, date or byline."""
    return (
        is_label(line)
        or is_promo(line)
        or is_related_line(line)
        or is_print_note(line)
        or is_sign_off(line)
        or is_dateline(line)
        or is_byline(line)
    )


_BULLET = re.compile(r"^\s*(?:[•·▪▸►●◦‣■∙*–—-]|\(?\d{1,2}[.)])\s+(?=\S)")
_CALL = re.compile(
    r"(?:learn|find out|discover|see) more|sign (?:me )?up(?: (?:now|here|today|for free))?|subscribe(?: (?:now|here|today))?"
    r"|get started|try (?:it )?(?:now|free|for free)|download(?: now| the app)?|join(?: (?:now|us|free))?|register(?: now)?"
    r"|(?:start )?(?:your )?free trial|donate(?: now)?|shop now|see (?:the )?offers?|get (?:the app|offer|it now)"
    r"|enter your e-?mail(?: address)?|(?:your )?e-?mail address|jetzt (?:abonnieren|testen|anmelden)|mehr erfahren"
    r"|en savoir plus|saber más|saiba mais|scopri di più",
    re.IGNORECASE,
)
_PROMO_LINE_WORDS = 16
_PROMO_LINES = 2


def has_bullet(line: str) -> bool:
    """Whether a bullet or a number stands before the line."""
    return bool(_BULLET.match(line))


def without_bullet(line: str) -> str:
    """``line`` without the bullet or number before it."""
    return _BULLET.sub("", line).strip()


def promo_lines(lines: Sequence[str]) -> set[int]:
    """Which of neighbouring lines are a promo by its make: one or two short ones and a call, "Learn more" or "Sign up".

    The words above such a call are any slogan, so that no list of words could know them.
    """
    promo: set[int] = set()
    for at, line in enumerate(lines):
        if not _CALL.fullmatch(line.strip(" .!>»→›")):
            continue
        promo.add(at)
        for above in range(at - 1, max(at - 1 - _PROMO_LINES, -1), -1):
            words = len(lines[above].split())
            if not 3 < words <= _PROMO_LINE_WORDS or is_caption(lines[above]) or has_bullet(lines[above]):
                break
            promo.add(above)
    return promo
