## Why a sign-in does not go on

refused-heading = Sie können sich bei { $client } nicht anmelden
refused-uninvited = { $client } ist nur für eingeladene Personen. Bitten Sie den Betreiber um eine Einladung.
refused-domain = { $client } nimmt keine E-Mail-Adressen dieser Domain an. Melden Sie sich mit einer anderen an.
refused-disabled = Dieses Konto ist gesperrt. Wenden Sie sich an den Betreiber von { $client }.
refused-other = Anderes Konto verwenden

ended-heading = Diese Anmeldung ist beendet
ended-lead = Sie wurde schon abgeschlossen oder abgebrochen. Gehen Sie zurück zu { $client }, um sich neu anzumelden.

elsewhere-heading = Diese Anmeldung begann in einem anderen Browser
elsewhere-lead = Zu Ihrer Sicherheit lässt sie sich nur dort abschließen. Sie können sie in diesem Browser neu beginnen.

cookies-heading = Ihr Browser speichert keine Cookies
cookies-lead = Zum Anmelden ist ein Cookie nötig. Erlauben Sie Cookies für diese Seite, und beginnen Sie dann neu.

expired-heading = Diese Anmeldung ist abgelaufen
expired-lead = Sie blieb zu lange liegen. Gehen Sie zurück zu { $client }, um sich neu anzumelden.

unavailable-heading = Sie können sich bei { $client } noch nicht anmelden
unavailable-lead = Die Anmeldung ist nicht vollständig eingerichtet. Sagen Sie das bitte dem Betreiber, und nennen Sie ihm die Referenz.

off-heading = { $client } ist abgeschaltet
off-lead = Im Moment kann sich dort niemand anmelden. Wenden Sie sich an den Betreiber.

too-many-heading = Zu viele Versuche
too-many-lead = { $count ->
    [one] Warten Sie 1 Minute, und versuchen Sie es dann noch einmal.
   *[other] Warten Sie { $count } Minuten, und versuchen Sie es dann noch einmal.
  }

loop-heading = { $client } schickt Sie immer wieder zurück
loop-lead = Sie sind angemeldet, aber { $client } fragt immer wieder nach. Schließen Sie alle Tabs davon, und öffnen Sie es neu. Wenn das nicht hilft, wenden Sie sich an den Betreiber.

request-heading = { $client } hat eine Anfrage gesendet, die sich nicht beantworten lässt
request-heading-unknown = Diese Anfrage lässt sich nicht beantworten
request-lead = Sie selbst können daran nichts ändern. Sagen Sie das bitte dem Betreiber der Anwendung, und nennen Sie ihm die Referenz.

missing-heading = Hier gibt es keine Seite
missing-lead = Vielleicht ist die Adresse falsch geschrieben. Gehen Sie zurück zur Anwendung, um sich neu anzumelden.

foreign-heading = Das kam nicht von unserer Seite
foreign-lead = Es wurde nichts geändert. Öffnen Sie die Seite neu, und versuchen Sie es dann noch einmal.

unread-heading = Das ließ sich nicht lesen
unread-lead = Es wurde nichts geändert. Gehen Sie zurück zur Seite davor, und versuchen Sie es noch einmal.

fault-heading = Das geht im Moment nicht
fault-lead = Sie haben nichts falsch gemacht, und es wurde nichts geändert. Versuchen Sie es in einer Minute noch einmal. Wenn es nicht besser wird, sagen Sie das bitte dem Betreiber der Anwendung, und nennen Sie ihm die Referenz.
fault-kept = Was Sie eingegeben haben, bleibt auf dieser Seite erhalten.

## Notes on a page

note-sent-again = Ein neuer Code ist unterwegs. Nur der letzte gilt.
note-not-yet = { $count ->
    [one] Warten Sie 1 Sekunde, bevor Sie einen weiteren Code anfordern.
   *[other] Warten Sie { $count } Sekunden, bevor Sie einen weiteren Code anfordern.
  }
note-started-over = Sie waren länger als eine Stunde weg, daher beginnt diese Anmeldung von vorn.

## What was typed wrong

error-email = Geben Sie eine E-Mail-Adresse wie ada@example.com ein.
error-domain = { $client } nimmt keine E-Mail-Adressen dieser Domain an. Verwenden Sie eine andere.
error-mobile = Geben Sie eine Mobilnummer mit Ländervorwahl ein, zum Beispiel +49 151 23456789.
error-mobile-kind = Geben Sie eine Nummer ein, die Textnachrichten empfangen kann.
error-code-empty = Geben Sie den Code aus der Nachricht ein.
error-code-wrong = { $count ->
    [one] Der Code ist falsch. Sie haben noch 1 Versuch.
   *[other] Der Code ist falsch. Sie haben noch { $count } Versuche.
  }
error-code-over = Dieser Code gilt nicht mehr. Lassen Sie sich einen neuen senden.
error-missing = Füllen Sie dieses Feld aus.
error-short = { $count ->
    [one] Verwenden Sie mindestens 1 Zeichen.
   *[other] Verwenden Sie mindestens { $count } Zeichen.
  }
error-long = { $count ->
    [one] Verwenden Sie höchstens 1 Zeichen.
   *[other] Verwenden Sie höchstens { $count } Zeichen.
  }
error-invisible = Entfernen Sie das unsichtbare Zeichen { $character }.
error-alphabets = „{ $word }“ mischt Alphabete. Verwenden Sie in einem Wort nur eines.
error-birthdate = Geben Sie einen vergangenen Tag ein, zum Beispiel 1990-12-31.
error-choice = Wählen Sie einen Eintrag der Liste.
error-document = Setzen Sie dieses Häkchen, um fortzufahren.

## Messages

message-code-subject = Ihr Code für { $client }
message-code-lead = Geben Sie diesen Code auf der Seite ein, auf der Sie sich anmelden:
message-code-lifetime = { $count ->
    [one] Er gilt einmal, 1 Minute lang.
   *[other] Er gilt einmal, { $count } Minuten lang.
  }
message-code-warning = Wenn Sie sich nicht anmelden, müssen Sie nichts tun. Geben Sie den Code niemandem weiter, auch nicht uns.
