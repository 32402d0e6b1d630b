"""Reports from where analysts have them: what each kind of file gives, and one sentence for every broken one."""

import gzip
import io
import json
import zipfile
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter

from geo.errors import ReportError
from geo.reports import kinds, read_bytes

DOCUMENTS = Path(__file__).parent / "cases" / "documents"
WORDS = "The bridge at Marovo was closed on Wednesday, the mayor said."
MORE = "Two lorries were hit near the mill, according to the police."
PAGE = f"<html><head><title>A bridge</title></head><body><article><p>{WORDS}</p><p>{MORE}</p></article></body></html>"


def zipped(**members: str | bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


def pdf() -> bytes:
    return (DOCUMENTS / "bulletin.pdf").read_bytes()


def word() -> bytes:
    document, buffer = Document(), io.BytesIO()
    document.core_properties.title = "Morning note"
    document.add_heading("Morning note")
    document.add_paragraph(WORDS)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Marovo", "12 wounded"
    document.add_paragraph(MORE)
    document.save(buffer)
    return buffer.getvalue()


def odt() -> bytes:
    spaces = 'xmlns:{0}="urn:oasis:names:tc:opendocument:xmlns:{0}:1.0"'
    names = " ".join(spaces.format(name) for name in ("office", "text", "table"))
    body = (
        "<text:tracked-changes><text:p>Deleted words</text:p></text:tracked-changes><text:h>Morning note</text:h>"
        "<text:p>The bridge<text:s/>at <text:span>Marovo</text:span> was closed.</text:p><table:table>"
        "<table:table-row><table:table-cell><text:p>Marovo</text:p></table:table-cell>"
        "<table:table-cell><text:p>12</text:p></table:table-cell></table:table-row></table:table>"
    )
    content = f"<office:document {names}><office:body><office:text>{body}</office:text></office:body></office:document>"
    about = '<m xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Morning note</dc:title></m>'
    return zipped(content_xml=content, meta_xml=about)


def mail(kind: str = "plain") -> bytes:
    message = EmailMessage()
    message["From"] = "Duty desk <desk@example.org>"
    message["Subject"] = "Мост закрыт"
    message["Date"] = "Wed, 13 Nov 2024 23:30:00 +0300"
    message.set_content(WORDS if kind == "plain" else f"<p>{WORDS}</p><p>It <b>was</b> hit.</p>", subtype=kind)
    if kind == "plain":
        message.add_attachment(b"x", maintype="image", subtype="png", filename="map.png")
    return message.as_bytes()


TELEGRAM = {
    "name": "Harbour watch",
    "type": "public_channel",
    "messages": [
        {"id": 1, "type": "service", "date": "2024-11-13T07:00:00", "text": "pinned"},
        {"id": 2, "type": "message", "date": "2024-11-13T08:00:00", "text": WORDS},
        {
            "id": 3,
            "type": "message",
            "date": "2024-11-14T09:00:00",
            "forwarded_from": "Mill street",
            "text": ["Two lorries were hit near ", {"type": "bold", "text": "the mill"}, "."],
        },
        {"id": 4, "type": "message", "date": "2024-11-14T10:00:00", "text": "", "photo": "p.jpg"},
    ],
}
TELEGRAM_PAGE = f"""<!DOCTYPE html><html><body><div class="page_wrap"><div class="page_header"><div class="content">
<div class="text bold"> Harbour watch </div></div></div><div class="history">
<div class="message service" id="m1"><div class="body details">13 November 2024</div></div>
<div class="message default clearfix" id="m2"><div class="body">
<div class="pull_right date details" title="13.11.2024 08:00:00 UTC+02:00">08:00</div>
<div class="from_name">Harbour watch</div><div class="text">{WORDS}<br>{MORE}</div></div></div>
</div></div></body></html>"""
RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>River Post</title><item><title>Bridge closed</title><link>https://example.org/1</link>
<pubDate>Wed, 13 Nov 2024 08:00:00 GMT</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>{WORDS}</p><p>It was <b>hit</b> twice.</p>]]></content:encoded></item>
<item><title>Only a headline about the mill</title></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>River Post</title><entry><title>Bridge</title>
<link rel="self" href="https://example.org/no"/><link href="https://example.org/2"/>
<updated>2024-11-14T08:00:00Z</updated><content type="html">&lt;p&gt;{WORDS}&lt;/p&gt;</content></entry></feed>"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "River Post",
    "items": [{"id": "1", "url": "https://example.org/3", "date_published": "2024-11-14", "content_text": WORDS}, 7],
}


def archive(*, compressed: bool = True) -> bytes:
    written = b""
    for status, kind in (("200 OK", "text/html"), ("404 Not Found", "text/html"), ("200 OK", "image/png")):
        answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{PAGE}".encode()
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2024-11-15T06:00:00Z\r\n"
            f"WARC-Target-URI: https://example.org/a\r\nContent-Length: {len(answer)}\r\n"
            "Content-Type: application/http; msgtype=response\r\n\r\n"
        )
        one = head.encode() + answer + b"\r\n\r\n"
        written += gzip.compress(one, mtime=0) if compressed else one
    return written


def test_a_pdf_gives_whole_paragraphs_without_running_heads():
    (found,) = read_bytes(pdf(), name="bulletin.pdf", language="en")
    paragraphs = found.text.split("\n\n")
    assert found.title == paragraphs[0] == "Flood bulletin 7"
    assert paragraphs[1].startswith("The regional administration said")
    assert paragraphs[1].endswith("as a precaution.")
    assert "Relief Agency bulletin" not in found.text
    assert "Page 2" not in found.text
    assert "\n" not in paragraphs[2]
    assert found.published is None


def test_a_scanned_pdf_is_told_apart():
    buffer = io.BytesIO()
    Image.new("L", (200, 300), 255).save(buffer, "PDF")
    with pytest.raises(ReportError, match="scan"):
        read_bytes(buffer.getvalue(), name="scan.pdf")


def test_pages_that_are_pictures_are_told_in_a_note():
    picture, buffer = io.BytesIO(), io.BytesIO()
    Image.new("L", (200, 300), 255).save(picture, "PDF")
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(pdf())))
    writer.append(PdfReader(picture))
    writer.write(buffer)
    (found,) = read_bytes(buffer.getvalue(), name="b.pdf", language="en")
    assert any("1 of 5 pages" in note or "pages hold no text" in note for note in found.notes)


def test_a_locked_pdf_is_a_sentence():
    writer, buffer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf()))), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(buffer)
    with pytest.raises(ReportError, match="password"):
        read_bytes(buffer.getvalue(), name="b.pdf")


def test_a_word_file_gives_paragraphs_and_table_rows_in_order():
    (found,) = read_bytes(word(), name="note.docx", language="en")
    assert found.text == f"Morning note\n\n{WORDS}\n\nMarovo | 12 wounded\n\n{MORE}"
    assert found.title == "Morning note"


def test_an_opendocument_text_leaves_out_what_was_deleted():
    (found,) = read_bytes(odt(), name="note.odt", language="en")
    assert found.text == "Morning note\n\nThe bridge at Marovo was closed.\n\nMarovo | 12"
    assert found.title == "Morning note"


def test_a_mail_gives_sender_subject_and_its_own_day():
    (found,) = read_bytes(mail(), name="m.eml", language="en")
    assert found.text.strip() == WORDS
    assert (found.source, found.title, found.published) == ("Duty desk", "Мост закрыт", date(2024, 11, 13))
    assert any("map.png" in note for note in found.notes)


def test_a_mail_of_markup_gives_its_words():
    (found,) = read_bytes(mail("html"), name="m.eml", language="en")
    assert found.text == f"{WORDS}\n\nIt was hit."


def test_each_message_of_a_telegram_export_is_a_report():
    found = read_bytes(json.dumps(TELEGRAM).encode(), name="result.json", language="en")
    assert [report.text for report in found] == [WORDS, "Two lorries were hit near the mill."]
    assert {report.source for report in found} == {"Harbour watch"}
    assert [report.published for report in found] == [date(2024, 11, 13), date(2024, 11, 14)]
    assert "Forwarded from Mill street." in found[1].notes
    whole = {"chats": {"list": [TELEGRAM]}}
    assert len(read_bytes(json.dumps(whole).encode(), name="result.json", language="en")) == 2


def test_a_telegram_page_gives_the_same():
    (found,) = read_bytes(TELEGRAM_PAGE.encode(), name="messages.html", language="en")
    assert found.text == f"{WORDS}\n\n{MORE}"
    assert (found.source, found.published) == ("Harbour watch", date(2024, 11, 13))


def test_each_entry_of_a_feed_is_a_report():
    whole, short = read_bytes(RSS.encode(), name="feed.xml", language="en")
    assert whole.text == f"{WORDS}\n\nIt was hit twice."
    assert (whole.source, whole.title, whole.url) == ("River Post", "Bridge closed", "https://example.org/1")
    assert whole.published == date(2024, 11, 13)
    assert short.text == "Only a headline about the mill"
    (atom,) = read_bytes(ATOM.encode(), name="feed.atom", language="en")
    assert (atom.text, atom.url, atom.published) == (WORDS, "https://example.org/2", date(2024, 11, 14))
    (feed,) = read_bytes(json.dumps(JSON_FEED).encode(), name="feed.json", language="en")
    assert (feed.text, feed.source, feed.published) == (WORDS, "River Post", date(2024, 11, 14))


@pytest.mark.parametrize("compressed", [True, False])
def test_pages_of_a_web_archive_are_reports(compressed):
    (found,) = read_bytes(archive(compressed=compressed), name="site.warc", language="en")
    assert WORDS in found.text
    assert found.url == "https://example.org/a"
    assert found.retrieved is not None


def test_a_wacz_is_a_zip_of_archives():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as wacz:
        wacz.writestr("archive/data.warc.gz", archive())
    assert WORDS in read_bytes(buffer.getvalue(), name="site.wacz", language="en")[0].text


def test_flags_override_what_an_export_says():
    found = read_bytes(RSS.encode(), name="f.xml", source="Desk", published=date(2024, 1, 2), language="uk")
    assert {(report.source, report.published, report.language) for report in found} == {
        ("Desk", date(2024, 1, 2), "uk")
    }


def bomb() -> bytes:
    return zipped(word__document_xml=b"0" * 120_000_000)


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><rss><channel><item><title>&c;</title></item></channel></rss>'
)


def test_entities_of_a_feed_are_not_expanded():
    assert all(len(report.text) < 10 for report in read_bytes(LAUGHS.encode(), name="x.xml", language="en"))


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (pdf()[:20_000], "b.pdf", "damaged PDF|holds pictures"),
        (word()[:3000], "n.docx", "damaged zip"),
        (zipped(word__document_xml="<w:broken"), "n.docx", "damaged Word"),
        (zipped(content_xml="<not closed"), "n.odt", "damaged ODT"),
        (zipped(other_xml="<a/>"), "n.docx", "zip archive"),
        (bomb(), "n.docx", "unpacks into more"),
        (b"{" * 200_000, "x.json", "cannot be parsed"),
        (b'{"a": 1}', "x.json", "JSON of a kind"),
        (b"<rss><channel></channel></rss>", "x.xml", "no text"),
        (b"<feedback>x</feedback>", "x.xml", "neither RSS"),
        (archive()[:200], "x.warc.gz", "damaged web archive|no text"),
    ],
)
def test_what_is_broken_is_one_sentence(content, name, sentence):
    with pytest.raises(ReportError, match=sentence) as caught:
        read_bytes(content, name=name)
    assert "\n" not in str(caught.value)


SAMPLES = {
    "pdf": pdf(),
    "docx": word(),
    "odt": odt(),
    "eml": mail(),
    "telegram": json.dumps(TELEGRAM).encode(),
    "rss": RSS.encode(),
    "warc": archive(),
    "page": TELEGRAM_PAGE.encode(),
}


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(sorted(SAMPLES)), st.integers(0, 40_000), st.binary(min_size=1, max_size=8), st.booleans())
def test_a_damaged_file_is_reports_or_a_sentence(kind, at, patch, cut):
    content = SAMPLES[kind]
    at %= len(content)
    broken = content[:at] + patch + (b"" if cut else content[at + len(patch) :])
    try:
        texts = [report.text for report in read_bytes(broken, name="x", language="en")]
    except ReportError as error:
        texts = [str(error)]
    assert all(text.strip() for text in texts)


def test_every_kind_says_what_becomes_of_its_fields():
    assert all(kind.kept and kind.left_out and kind.endings for kind in kinds.KINDS)
