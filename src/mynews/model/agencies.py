"""News agencies as credit lines name them, and who they are.

Names are as written, capitals included: "AP" is an agency and "ap" is none.
"""

from __future__ import annotations

from collections.abc import Mapping

AGENCIES: Mapping[str, str] = {
    "AAP": "aap.com.au",
    "AFP": "afp.com",
    "AP": "apnews.com",
    "APA": "apa.at",
    "ANI": "aninews.in",
    "ANP": "anp.nl",
    "ANSA": "ansa.it",
    "Agence France Presse": "afp.com",
    "Anadolu": "aa.com.tr",
    "Ansa": "ansa.it",
    "Associated Press": "apnews.com",
    "Australian Associated Press": "aap.com.au",
    "Belga": "belga.be",
    "Bloomberg": "bloomberg.com",
    "Bloomberg News": "bloomberg.com",
    "CNN Wire": "cnn.com",
    "Canadian Press": "thecanadianpress.com",
    "DPA": "dpa.com",
    "EFE": "efe.com",
    "IANS": "ians.in",
    "Interfax": "interfax.com",
    "Keystone SDA": "keystone-sda.ch",
    "Kyodo": "kyodonews.net",
    "Kyodo News": "kyodonews.net",
    "Lusa": "lusa.pt",
    "NTB": "ntb.no",
    "PA": "pa.media",
    "PA Media": "pa.media",
    "PTI": "ptinews.com",
    "Press Association": "pa.media",
    "Press Trust of India": "ptinews.com",
    "ProPublica": "propublica.org",
    "Reuters": "reuters.com",
    "Ritzau": "ritzau.dk",
    "SDA": "keystone-sda.ch",
    "SID": "sid.de",
    "TASS": "tass.com",
    "TT": "tt.se",
    "The Associated Press": "apnews.com",
    "The Canadian Press": "thecanadianpress.com",
    "The Conversation": "theconversation.com",
    "Thomson Reuters": "reuters.com",
    "UPI": "upi.com",
    "Xinhua": "news.cn",
    "Yonhap": "yna.co.kr",
    "dpa": "dpa.com",
    "epd": "epd.de",
}
