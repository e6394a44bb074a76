"""What a column can be: the words for `--map field=column`, their kinds, and the names they go by in files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from regulars.edges.imports.reading import fold

ORDERS, CUSTOMERS, PRODUCTS, COSTS, SPEND = "orders", "customers", "products", "costs", "spend"
CONTACTS = "contacts"  # profiles of an e-mail tool; they come by `regulars migrate`, never by `regulars import`
KINDS = (ORDERS, CUSTOMERS, PRODUCTS, COSTS, SPEND)


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `value` says how its column is read: id, customer, text, money, number, instant, flag, list, currency.

    A `moment` is an instant that does not spoil its row: what cannot be read stays text.

    `names` are folded header names that mean it, best first. A field of `is_joined` takes the cells of several columns
    together; of any other the first filled one counts.
    """

    name: str
    value: str
    names: tuple[str, ...] = ()
    is_joined: bool = False


def _field(name: str, value: str, names: str = "", *, joined: bool = False) -> Field:
    spoken = [name.replace("_", " "), *(part.strip() for part in names.split(","))]
    return Field(name, value, tuple(dict.fromkeys(fold(part) for part in spoken if part)), joined)


_PERSON = (
    _field("customer_id", "customer",
           "customerid, customer no, customer number, customer, user id, buyer id, client id, account, member "
           "id, household id, household key, kundennummer, kundennr, kunden nr, kunden id, kunde, debitor"),
    _field("email", "text",
           "e mail, email address, e mail address, customer email, billing email, mail, e mail adresse, "
           "emailadresse, mailadresse"),
    _field("phone", "text", "phone number, telephone, mobile, billing phone, telefon, telefonnummer, handy, mobil"),
    _field("name", "text",
           "customer name, full name, billing name, buyer name, buyer, kundenname, vollständiger name, käufer, "
           "besteller"),
    _field("first_name", "text", "firstname, given name, billing first name, vorname"),
    _field("last_name", "text", "lastname, surname, family name, billing last name, nachname, familienname"),
    _field("country", "text",
           "country code, shipping country, billing country, customer country, country region, land, lieferland,"
           " ländercode, staat"),
    _field("city", "text", "town, shipping city, billing city, ort, stadt, wohnort"),
    _field("language", "text", "locale, lang, customer language, sprache"),
)  # fmt: skip
_SOLD = (
    _field("product", "text",
           "product name, product title, item, item name, title, description, article, article name, lineitem "
           "name, artikel, artikelname, artikelbezeichnung, bezeichnung, produkt, produktname, beschreibung"),
    _field("sku", "text",
           "item sku, product sku, stockcode, stock code, article number, item number, item code, product code, "
           "artikelnummer, artikelnr, artikel nr, art nr, produktnummer, produktcode, plu, artikel, article, item"),
    _field("product_id", "id", "productid, item id, article id, produkt id, artikel id"),
    _field("variant", "text", "variant title, variation, option, size, variante, ausführung, größe"),
    _field("variant_id", "id", "variantid, variation id, varianten id"),
    _field("category", "text",
           "product category, product type, department, collection, kategorie, warengruppe, produktkategorie, "
           "abteilung"),
    _field("vendor", "text", "brand, manufacturer, supplier, hersteller, marke, lieferant"),
)  # fmt: skip
_ORDER = (
    _field("order_id", "id",
           "orderid, order no, order number, order nr, order, invoiceno, invoice no, invoice number, invoice, "
           "invoice id, transaction id, transaction number, receipt id, receipt number, receipt no, basket id, "
           "order reference, order ref, sale id, bestellnummer, bestellnr, bestell nr, bestell id, bestellung, "
           "auftragsnummer, auftragsnr, auftrag, rechnungsnummer, rechnungsnr, rechnung, belegnummer, belegnr, "
           "beleg nr, beleg, bonnummer, bon nr, bonnr, bon, kassenbon, transaktions id, transaktion, "
           "vorgangsnummer, id"),
    _field("order_number", "text", "order name, display number"),
    _field("placed_at", "instant",
           "order date, orderdate, invoicedate, invoice date, created at, created, date, purchase date, "
           "purchased at, date created, order created at, transaction date, transaction timestamp, sale date, "
           "timestamp, datetime, date time, order datetime, bestelldatum, auftragsdatum, rechnungsdatum, "
           "belegdatum, kaufdatum, bestellt am, erstellt am, datum, zeitpunkt, zeitstempel"),
    _field("placed_time", "text", "time, order time, uhrzeit, zeit"),
    _field("currency", "currency", "currency code, order currency, währung, waehrung, währungscode"),
    _field("status", "text", "order status, financial status, payment status, state, bestellstatus, zahlungsstatus"),
    _field("paid_at", "instant", "paid on, date paid, paid date, payment date, bezahlt am, zahlungsdatum"),
    _field("canceled_at", "instant",
           "cancelled at, canceled on, cancelled on, cancellation date, storniert am, stornodatum"),
    _field("store", "text", "shop, location, branch, store name, filiale, standort, geschäft, kasse"),
    _field("channel", "text",
           "sales channel, source name, order source, marketplace, platform, kanal, vertriebskanal, "
           "verkaufskanal, marktplatz, plattform"),
    _field("acquisition", "text", "utm source, referrer, traffic source, attribution, origin, herkunft"),
    _field("campaign", "text", "utm campaign, campaign name, kampagne"),
    _field("discount", "money",
           "discount amount, discount total, total discount, order discount, cart discount, rabatt, "
           "rabattbetrag, nachlass, gutscheinbetrag"),
    _field("discount_codes", "list",
           "discount code, coupon, coupon code, coupon s, coupons, voucher, voucher code, promo code, gutschein,"
           " gutscheincode, rabattcode"),
    _field("shipping", "money",
           "shipping amount, shipping total, shipping cost, freight, delivery fee, versand, versandkosten, "
           "fracht, lieferkosten"),
    _field("fee", "money", "fees, fee total, handling fee, gebühr, gebühren"),
    _field("tax", "money",
           "taxes, tax amount, total tax, vat, sales tax, steuer, mwst, ust, umsatzsteuer, mehrwertsteuer"),
    _field("subtotal", "money", "sub total, items total, zwischensumme, warenwert"),
    _field("total", "money",
           "order total, total amount, amount, grand total, total price, revenue, sales, order value, order "
           "amount, net sales, n revenue, gesamt, gesamtbetrag, gesamtsumme, summe, betrag, umsatz, bestellwert,"
           " rechnungsbetrag"),
    _field("refunded", "money",
           "refunded amount, refund amount, refund, refunds, total refunded, erstattet, erstattung, gutschrift, "
           "erstattungsbetrag"),
    _field("payment_method", "text",
           "payment method title, payment, paid with, gateway, zahlungsart, zahlungsmethode, zahlart"),
    _field("tags", "list", "order tags, labels, schlagworte, etiketten"),
    _field("kind", "text", "order kind, order type, bestellart, auftragsart"),
    _field("row_type", "text",
           "transaction type, row type, line type, record type, type, vorgangsart, buchungsart, typ"),
    _field("attributes", "text", "note attributes"),
    _field("refund_of", "id", "original order, original order id, parent order, ursprungsbestellung"),
    _field("prices_include_tax", "flag", "tax included, taxes included, price includes tax, inkl mwst"),
)  # fmt: skip
_LINE = (
    _field("line_id", "id", "line item id, lineitem id, order line id, positions id"),
    _field("quantity", "number",
           "qty, quantity ordered, units, pieces, item count, items sold, lineitem quantity, menge, anzahl, "
           "stück, stueck, stückzahl, anz"),
    _field("unit_price", "money",
           "unitprice, price, item price, price per unit, unit cost price, lineitem price, item cost, preis, "
           "einzelpreis, stückpreis, stueckpreis, verkaufspreis, einzel preis, e preis, vk preis, vk"),
    _field("line_total", "money",
           "line amount, line item total, item total, row total, sales value, extended price, net line total, "
           "positionssumme, zeilensumme, gesamtpreis, positionsbetrag"),
    _field("line_discount", "money", "lineitem discount, item discount, line item discount, positionsrabatt"),
    _field("line_tax", "money", "lineitem tax, item tax, line item tax, positionssteuer"),
    _field("line_subtotal", "money", "item subtotal"),
    _field("line_refunded", "money", "item refunded"),
    _field("line_refunded_quantity", "number", "item refunded qty"),
    _field("item_count", "number"),
    _field("items", "text", "line items, products, product s, order items, artikelliste, positionen", joined=True),
)  # fmt: skip
_CUSTOMER = (
    _field("created_at", "instant",
           "created, sign up, signup date, registered, registration date, customer since, date registered, date "
           "last active, registriert am, angelegt am, kunde seit, anmeldedatum"),
    _field("tags", "list", "customer tags, labels, schlagworte"),
)  # fmt: skip
_PRODUCT = (
    _field("product_type", "text"),
    _field("parent", "text"),
    _field("option_1", "text"),
    _field("option_2", "text"),
    _field("option_3", "text"),
    _field("variant_image_url", "text"),
    _field("handle", "text", "url handle, slug, permalink"),
    _field("barcode", "text", "variant barcode, gtin, ean, upc, isbn, gtin upc ean or isbn, strichcode"),
    _field("image_url", "text", "image, images, image src, picture, photo, bild, bilder, bild url"),
    _field("status", "text", "published, product status, veröffentlicht"),
    _field("price", "money",
           "variant price, regular price, unit price, list price, preis, regulärer preis, verkaufspreis"),
    _field("currency", "currency", "currency code, währung"),
    _field("cost", "money",
           "cost per item, unit cost, cost price, cost of goods, purchase price, einkaufspreis, einkaufspreis "
           "netto, ek, ek preis, kosten, herstellungskosten, wareneinsatz"),
)  # fmt: skip
_COST = (
    _field("cost", "money",
           "cost per item, unit cost, cost price, cost of goods, purchase price, price, einkaufspreis, ek, ek "
           "preis, kosten, stückkosten, herstellungskosten, wareneinsatz"),
    _field("starts_on", "instant",
           "start date, valid from, from, since, date, effective date, gültig ab, ab, datum, von"),
    _field("currency", "currency", "currency code, währung"),
)  # fmt: skip
_SPEND = (
    _field("spent_on", "instant", "date, day, spend date, reporting starts, datum, tag, month, monat, woche, week"),
    _field("amount", "money",
           "spend, cost, amount spent, ad spend, budget spent, kosten, ausgaben, betrag, ausgegebener betrag, "
           "werbekosten"),
    _field("channel", "text", "source, platform, medium, network, account, kanal, plattform, quelle"),
    _field("campaign", "text", "campaign name, utm campaign, ad set name, kampagne, kampagnenname"),
    _field("currency", "currency", "currency code, account currency code, währung"),
)  # fmt: skip
_CONTACT = (
    _field("tags", "list", "lists, list, segments, segment, groups, labels, listen, gruppen, schlagworte"),
    _field("created_at", "moment", "profile created on, created, signup date, sign up date, erstellt am"),
    _field("birthday", "text", "birthdate, date of birth, birth date, geburtstag, geburtsdatum"),
    _field("email_consent", "text",
           "email marketing consent, accepts email marketing, email opt in, newsletter, subscribed, subscription "
           "status, accepts marketing, email subscriber status, einwilligung, newsletter status"),
    _field("email_consent_at", "moment",
           "email marketing consent timestamp, email consent date, consent date, consent timestamp, opt in date, "
           "optin date, subscribed at, subscribed on, subscription date, einwilligung am, angemeldet am, anmeldedatum"),
    _field("sms_consent", "text", "sms marketing consent, accepts sms marketing, sms opt in"),
    _field("sms_consent_at", "moment", "sms marketing consent timestamp, sms consent date, sms opt in date"),
    _field("consent_source", "text", "opt in source, signup source, sign up source, consent method, quelle, herkunft"),
    _field("consent_ip", "text", "opt in ip, ip address, ip"),
    _field("optin_at", "moment"),
    _field("optin_ip", "text"),
    _field("confirm_at", "moment", "double opt in date, confirmed at, bestätigt am"),
    _field("confirm_ip", "text"),
    _field("suppressions", "text", "email suppressions, suppressed"),
    _field("reason", "text", "suppression reason, grund"),
    _field("stopped_at", "moment", "suppressed at, suppressed on, suppression date, gesperrt am"),
    _field("unsubscribed_at", "moment", "unsubscribe date, unsubscribed on, opt out date, abgemeldet am, abmeldedatum"),
    _field("unsubscribed_for", "text", "unsubscribe reason"),
    _field("unsubscribed_by", "text"),
    _field("cleaned_at", "moment", "bounced at"),
    _field("cleaned_by", "text"),
)  # fmt: skip


class _Open(dict[str, Field]):
    """Fields, and any number of a shop's own: `own_0`, `own_1`, ... each one column as text."""

    def __missing__(self, name: str) -> Field:
        if not name.startswith(OWN):
            raise KeyError(name)
        return Field(name, "text")


OWN = "own_"
FIELDS: Mapping[str, Mapping[str, Field]] = {
    kind: {field.name: field for field in fields}
    for kind, fields in (
        (ORDERS, (*_ORDER, *_PERSON, *_SOLD, *_LINE)),
        (CUSTOMERS, (*_PERSON, *_CUSTOMER)),
        (PRODUCTS, (*_SOLD, *_PRODUCT)),
        (COSTS, (*_SOLD[:3], *_COST)),
        (SPEND, _SPEND),
    )
} | {CONTACTS: _Open({field.name: field for field in (*_PERSON, *_CONTACT)})}


@cache
def known_names(kind: str) -> frozenset[str]:
    """Every folded header name that means something in an import of this kind (empty: of any)."""
    kinds: Iterable[str] = (kind,) if kind else FIELDS
    return frozenset(name for one in kinds for field in FIELDS[one].values() for name in field.names)
