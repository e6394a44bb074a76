"""Files as shops have them: a tidy one, and one with everything that goes wrong in a spreadsheet."""

PLAIN = (
    "Order ID,Date,Email,Product,Quantity,Unit price,Country\n"
    "1001,2024-01-03 10:15,anna@example.com,Green tea,2,4.90,Germany\n"
    "1001,2024-01-03 10:15,anna@example.com,Teapot,1,24.50,Germany\n"
    "1002,2024-02-13 09:00,bob@example.com,Cup,1,12.00,Germany\n"
    "1003,2024-03-14 12:00,anna@example.com,Cup,3,12.00,Germany\n"
)
DIRTY = (
    "Umsatzbericht Teeladen;;;;;;;\r\nErstellt am 31.12.2024;;;;;;;\r\n\r\n"
    "Bestellnummer;Bestelldatum;E-Mail;Artikel;Menge;Einzelpreis;Land;Status\r\n"
    "0001;03.01.2024 10:15;anna@example.de;Grüner Tee;2;4,90;Deutschland;bezahlt\r\n"
    "0001;03.01.2024 10:15;anna@example.de;Kännchen;1;1.204,50;Deutschland;bezahlt\r\n"
    "0002;13.02.2024 09:00;bert@example.de;Tasse;1;12,00;Deutschland;storniert\r\n"
    "0003;31.02.2024 11:00;carl@example.de;Löffel;1;3,50;Deutschland;bezahlt\r\n"
    "0004;14.03.2024 12:00;anna@example.de;Tasse;1;12,00;Deutschland;Sonderfall\r\n"
).encode("cp1252")
