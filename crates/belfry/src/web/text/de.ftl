# What pages say, in German: the proof that there may be other languages. The keys are those of en.ftl.

# Everywhere
undo = Rückgängig
nobody = Niemand
wrong-title = Noch nicht:

# Times
time-now = jetzt
time-minutes = { $n } min
time-hours = { $n } h
time-days = { $n } T
time-yesterday = gestern { $clock }
time-tomorrow = morgen { $clock }
time-date-clock = { $date }, { $clock }
date-short = { $day }. { $month }
date-long = { $day }. { $month } { $year }
day-today = heute
day-tomorrow = morgen
day-yesterday = gestern
month-1 = Jan
month-2 = Feb
month-3 = März
month-4 = Apr
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = Aug
month-9 = Sept
month-10 = Okt
month-11 = Nov
month-12 = Dez

# Words of issues
status-backlog = Vorrat
status-todo = Zu tun
status-in_progress = In Arbeit
status-in_review = In Prüfung
status-done = Erledigt
status-cancelled = Verworfen
priority-none = Ohne Priorität
priority-low = Niedrig
priority-medium = Mittel
priority-high = Hoch
priority-urgent = Dringend

# Navigation
nav-skip = Zum Inhalt
nav-main = Hauptmenü
nav-home = Belfry, Startseite
nav-find = Finden oder tun …
nav-new = Neuer Vorgang
nav-inbox = Eingang
nav-unread = ungelesen:
nav-work = Meine Arbeit
nav-issues = Vorgänge
nav-board = Tafel
nav-outbox = Ausgang
nav-depth = fällige Mails:
nav-insights = Einblicke
nav-projects = Projekte
nav-settings = Einstellungen
nav-keyboard = Tastatur
nav-theme = Hell und dunkel wechseln
nav-sign-out = Abmelden
nav-sections = Bereiche
nav-more = Mehr

# Rows
row-select = { $key } auswählen
row-unread = ungelesen
row-comments = Kommentare:
row-mail-due = Mail an { $who } geht in

# The bell, word for word
bell-pending-name = Wartende Mail
bell-held-name = Angehaltene Mail
bell-sending-name = Mail im Versand
bell-mailed-name = Versandte Mail
bell-cancelled-name = Zurückgenommene Mail
bell-failed-name = Gescheiterte Mail
bell-pending = { $who } bekommt Post in { $left }
bell-pending-by-you = Du hast das um { $at } zugewiesen. Bis { $until } kannst du es dir anders überlegen.
bell-pending-by = { $by } hat das um { $at } zugewiesen. Bis { $until } lässt es sich zurücknehmen.
bell-held = { $who } bekommt Post um { $at }
bell-held-open = { $who } bekommt Post, sobald sie jemand freigibt
bell-held-why = Angehalten: { $why }
bell-sending = { $who } bekommt gerade Post
bell-attempt = Versuch { $n }
bell-mailed = Versandt { $at } · an smtp übergeben
bell-mailed-to = An { $who }. { $said }
bell-cancelled = Zurückgenommen: { $why }
bell-nobody-mailed = Niemand bekam Post
bell-failed = { $who } war nicht zu erreichen
bell-attempts = { $n ->
    [one] 1 Versuch seit { $since } · { $said }
   *[other] { $n } Versuche seit { $since } · { $said }
}
bell-send-now = Jetzt senden
bell-send-anyway = Trotzdem senden
bell-cancel = Zurücknehmen
bell-hold = Anhalten
bell-release = Freigeben
bell-try-again = Erneut versuchen

# Flashes: what an action says on the next page, about $about
flash-signed-out = Du bist abgemeldet.{ $about }
flash-saved = { $about } gespeichert

# Doors
door-foot = Belfry { $version } auf { $host }
door-sign-in-lead = Melde dich an auf { $host }.
sign-in-title = Anmelden
sign-in-welcome = Willkommen zurück
sign-in-button = Anmelden
sign-in-forgot = Vergessen?
sign-in-new = Neu hier?
sign-in-wrong = Wir kennen niemanden mit dieser E-Mail und diesem Passwort. Versuche es noch einmal, oder setze ein anderes Passwort.
sign-in-locked = Für dieses Konto gab es zu viele falsche Passwörter. Versuche es in { $seconds } s noch einmal, oder setze ein anderes Passwort.
forgotten-title = Ein anderes Passwort setzen
forgotten-lead = Wir schicken dir einen Link. Er gilt eine Stunde, und einmal.
forgotten-button = Link schicken
forgotten-sent = Gibt es ein Konto mit dieser Adresse, ist der Link unterwegs.
field-email = E-Mail
field-password = Passwort
field-password-help = { $min } Zeichen oder mehr. Ein kurzer Satz ist gut.
field-name = Dein Name
field-zone = Zeitzone
field-zone-found = von deinem Browser gefunden
field-first-project = Erstes Projekt
field-first-project-help = Seine Vorgänge heißen nach seinen ersten Buchstaben: BEL-1, BEL-2 und so weiter.
register-title = Konto anlegen
register-lead = Für { $host }.
register-invited = Du bist eingeladen auf { $host }.
register-by-invite = Konten gibt es hier auf Einladung. Bitte einen Admin um eine, und öffne ihren Link.
register-closed = Hier legt niemand selbst ein Konto an. Bitte einen Admin darum.
register-button = Konto anlegen
register-have = Schon eines?
setup-title = Einrichten
setup-welcome = Richte dein Belfry ein
setup-lead = Zwei kurze Teile. Alles lässt sich später ändern.
setup-you = Du
setup-where = Wo Belfry wohnt
setup-address = Adresse
setup-address-help = Steht in den Links der Mails. Sie wird beim Start von Belfry gesetzt (--base-url).
setup-button = Fertig, und anmelden

# What is not shown and not done
refused-no-issue = { $about } gibt es nicht
refused-no-issue-lead = Den Vorgang gab es nie, er wurde gelöscht, oder du darfst ihn nicht sehen. Der Schlüssel { $about } wird nicht noch einmal vergeben.
refused-nothing = Hier ist nichts{ $about }
refused-nothing-lead = Die Adresse führt nirgendwohin, oder zu etwas, das du nicht sehen darfst.{ $about }
refused-forbidden = Das darfst du nicht{ $about }
refused-forbidden-lead = Du darfst es sehen, aber nicht ändern. Nichts wurde geändert. Frag jemanden, der das Projekt betreut.{ $about }
refused-foreign = Das kam von einer anderen Seite{ $about }
refused-foreign-lead = Nichts wurde geändert. Kam es von dir, öffne die Seite hier und versuche es noch einmal.{ $about }
refused-invalid = Das geht nicht
refused-invalid-lead = Nichts wurde geändert. { $about }
refused-stale = Jemand war schneller{ $about }
refused-stale-lead = Nichts wurde geändert. Öffne es noch einmal und sieh nach, was jetzt dort steht.{ $about }
refused-too-often = Das war zu oft
refused-too-often-lead = Nichts wurde geändert. Versuche es in { $about } s noch einmal.
refused-unavailable = Das geht gerade nicht{ $about }
refused-unavailable-lead = Nichts wurde geändert. Versuche es gleich noch einmal.{ $about }
refused-unknown = Niemand weiß, ob es geschehen ist{ $about }
refused-unknown-lead = Die Datenbank ging mittendrin verloren. Sieh nach, bevor du es wiederholst.{ $about }
refused-broken = Etwas ist kaputtgegangen, durch uns
refused-broken-lead = Nichts wurde gespeichert. Was du geschrieben hast, steht hier, zum Kopieren oder für einen neuen Versuch.{ $about }
refused-kept = Was du geschrieben hast
refused-again = Erneut versuchen
refused-home = Zurück zu den Vorgängen
refused-request = Anfrage { $id }. Dein Admin findet sie im Protokoll.

# The shortcut sheet
close = Schließen
keys-off-while-typing = einzelne Tasten ruhen, während du schreibst
keys-all-keys = Alle Tasten
keys-or = oder
keys-foot = Einzelne Tasten änderst du und schaltest du ab unter
keys-foot-link = Einstellungen, Tastatur
keys-anywhere = Überall
keys-find = Finden oder tun
keys-sheet = Diese Übersicht
keys-filter = Filter
keys-close = Schließen, zurück
keys-go = Gehe zu
keys-list = In einer Liste
keys-next = Nächster, voriger
keys-open = Öffnen
keys-select = Auswählen
keys-range = Bereich auswählen
keys-all = Alle gezeigten auswählen
keys-clear = Auswahl aufheben
keys-issue-or-selection = Bei einem Vorgang oder einer Auswahl
keys-status = Status
keys-assign = Zuweisen
keys-assign-me = Mir zuweisen
keys-priority = Priorität
keys-labels = Etiketten
keys-due = Fällig am
keys-watch = Beobachten
keys-done = Schließen oder wieder öffnen
keys-issue = Bei einem Vorgang
keys-reply = Antworten
keys-edit = Titel und Text bearbeiten
keys-send = Kommentar senden
keys-preview = Schreiben oder Vorschau
keys-bell-send = Glocke: jetzt senden
keys-bell-cancel = Glocke: zurücknehmen
keys-copy = Link kopieren
keys-board = Auf der Tafel
keys-columns = Zwischen Spalten wechseln
keys-lift = Karte aufnehmen oder ablegen
keys-move = Karte bewegen
