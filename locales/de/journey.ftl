## Words that several pages have

continue = Weiter
cancel = Abbrechen
error = Fehler:
optional = (freiwillig)
return-to = Zurück zu { $client }
application = der Anwendung
open-again = Seite neu öffnen
send-again = Noch einmal senden
try-again = Noch einmal versuchen
start-again = Neu beginnen
reference = Referenz
page-description = Hier melden sich die Nutzer von { $client } an.
problems = { $count ->
    [one] 1 Angabe fehlt oder stimmt nicht
   *[other] { $count } Angaben fehlen oder stimmen nicht
  }

## Start of a sign-in

identify-heading = Bei { $client } anmelden
identify-email = E-Mail-Adresse
identify-mobile = Mobilnummer
identify-mobile-hint = Mit Ländervorwahl, zum Beispiel +49 151 23456789
identify-remember = Angemeldet bleiben
identify-new-email = Noch kein Konto? Geben Sie Ihre E-Mail-Adresse ein, um eines anzulegen.
identify-new-mobile = Noch kein Konto? Geben Sie Ihre Mobilnummer ein, um eines anzulegen.

## Code

code-heading-email = Sehen Sie in Ihre E-Mails
code-heading-mobile = Sehen Sie auf Ihr Telefon
code-sent = Wir haben einen Code an { $to } gesendet.
code-label = Code
code-resend = Neuen Code senden
code-resend-in = { $count ->
    [one] In 1 Sekunde können Sie einen neuen Code anfordern.
   *[other] In { $count } Sekunden können Sie einen neuen Code anfordern.
  }
code-no-more-email = Für diese Anmeldung werden keine Codes mehr gesendet. Verwenden Sie eine andere E-Mail-Adresse, oder beginnen Sie später neu.
code-no-more-mobile = Für diese Anmeldung werden keine Codes mehr gesendet. Verwenden Sie eine andere Nummer, oder beginnen Sie später neu.
code-other-email = Andere E-Mail-Adresse verwenden
code-other-mobile = Andere Nummer verwenden

## Details

details-heading-new = Konto anlegen
details-heading-known = Konto vervollständigen
details-lead-new = { $client } fragt bei der Registrierung nach diesen Angaben.
details-lead-known = { $client } braucht noch ein paar Angaben von Ihnen.
details-create = Konto anlegen
details-terms = Ich stimme den Nutzungsbedingungen zu
details-terms-link = Nutzungsbedingungen lesen (öffnet einen neuen Tab)
details-privacy = Ich habe die Datenschutzhinweise gelesen
details-privacy-link = Datenschutzhinweise lesen (öffnet einen neuen Tab)
details-choose = Bitte wählen
field-given-name = Vorname
field-family-name = Nachname
field-display-name = Anzeigename
field-birthdate = Geburtsdatum
field-mobile = Mobilnummer
field-email = E-Mail-Adresse
field-address = Anschrift
field-locale = Sprache

## Confirmation

confirm-heading = Weiter zu { $client }
confirm-lead = Sie sind in diesem Browser schon angemeldet.
confirm-continue = Weiter als { $name }
confirm-other = Anderes Konto verwenden

## End

leaving-heading = Zurück zu { $client }
leaving-lead = Falls nichts geschieht, verwenden Sie die Schaltfläche.
done-heading = Sie sind bei { $client } angemeldet
done-lead = Diese Anmeldung ist abgeschlossen. Sie können die Seite schließen.

## Sign-out

sign-out-heading = Von { $client } abmelden?
sign-out-lead = Das beendet Ihre Sitzung in diesem Browser, auch für andere Dienste, die Sie damit erreicht haben.
sign-out = Abmelden
sign-out-stay = Angemeldet bleiben
signed-out-heading = Sie sind abgemeldet
signed-out-lead = Sie können die Seite schließen.
stayed-heading = Sie bleiben angemeldet
stayed-lead = Es wurde nichts geändert. Sie können diese Seite schließen.
