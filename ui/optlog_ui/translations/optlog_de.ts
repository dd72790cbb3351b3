<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
  <context>
    <name>optlog</name>
    <message>
      <source>Privacy settings: {app}</source>
      <translation>Datenschutzeinstellungen: {app}</translation>
    </message>
    <message>
      <source>What has been sent so far</source>
      <translation>Was bisher gesendet wurde</translation>
    </message>
    <message>
      <source>Nothing has left this computer.</source>
      <translation>Nichts hat diesen Computer verlassen.</translation>
    </message>
    <message>
      <source>Nothing is sent. What was sent before cannot be read.</source>
      <translation>Es wird nichts gesendet. Was früher gesendet wurde, kann nicht gelesen werden.</translation>
    </message>
    <message>
      <source>Last sent today at {time}; {records}, {size} in all.</source>
      <translation>Zuletzt gesendet heute um {time}; insgesamt {records}, {size}.</translation>
    </message>
    <message>
      <source>Last sent on {date} at {time}; {records}, {size} in all.</source>
      <translation>Zuletzt gesendet am {date} um {time}; insgesamt {records}, {size}.</translation>
    </message>
    <message>
      <source>Parts of the privacy settings</source>
      <translation>Teile der Datenschutzeinstellungen</translation>
    </message>
    <message>
      <source>&amp;Choices</source>
      <translation>&amp;Auswahl</translation>
    </message>
    <message>
      <source>What would be &amp;sent</source>
      <translation>Was &amp;gesendet würde</translation>
    </message>
    <message>
      <source>&amp;Who and where</source>
      <translation>&amp;Wer und wo</translation>
    </message>
    <message>
      <source>No&amp;tice</source>
      <translation>Datenschutz&amp;hinweis</translation>
    </message>
    <message>
      <source>&amp;History</source>
      <translation>&amp;Verlauf</translation>
    </message>
    <message>
      <source>Send &amp;nothing</source>
      <translation>&amp;Nichts senden</translation>
    </message>
    <message>
      <source>Turns every choice off at once and deletes what waits to be sent.</source>
      <translation>Schaltet sofort alles aus und löscht, was noch nicht gesendet ist.</translation>
    </message>
    <message>
      <source>C&amp;lose</source>
      <translation>&amp;Schließen</translation>
    </message>
    <message>
      <source>Closes this window. Changes have been recorded already.</source>
      <translation>Schließt dieses Fenster. Änderungen sind schon gespeichert.</translation>
    </message>
    <message>
      <source>Result of the last change</source>
      <translation>Ergebnis der letzten Änderung</translation>
    </message>
    <message>
      <source>Recorded: {title} is on. Untick the box to take it back.</source>
      <translation>Gespeichert: „{title}“ ist eingeschaltet. Zum Zurücknehmen entfernen Sie das Häkchen.</translation>
    </message>
    <message>
      <source>Recorded: {title} is on, but nothing is sent. {reason}</source>
      <translation>Gespeichert: „{title}“ ist eingeschaltet, aber es wird nichts gesendet. {reason}</translation>
    </message>
    <message>
      <source>Recorded: {title} is off. What was waiting for it has been deleted.</source>
      <translation>Gespeichert: „{title}“ ist ausgeschaltet. Was dafür noch wartete, wurde gelöscht.</translation>
    </message>
    <message>
      <source>Recorded: nothing is sent. What was waiting has been deleted.</source>
      <translation>Gespeichert: Es wird nichts gesendet. Was noch wartete, wurde gelöscht.</translation>
    </message>
    <message>
      <source>Nothing is sent; your choices say so already.</source>
      <translation>Es wird nichts gesendet; so haben Sie bereits entschieden.</translation>
    </message>
    <message>
      <source>Problem: {message}.</source>
      <translation>Problem: {message}.</translation>
    </message>
    <message>
      <source>The choice was not recorded, and nothing new is sent.</source>
      <translation>Ihre Auswahl wurde nicht gespeichert, und es wird nichts Neues gesendet.</translation>
    </message>
    <message>
      <source>Nothing will be sent. But this could not be recorded, so that it may not last beyond this program.</source>
      <translation>Es wird nichts gesendet. Das konnte aber nicht gespeichert werden und gilt vielleicht nur, solange dieses Programm läuft.</translation>
    </message>
    <message>
      <source>Another program holds the file of your choices: close it, or try again.</source>
      <translation>Ein anderes Programm blockiert die Datei mit Ihrer Auswahl: Schließen Sie es, oder versuchen Sie es noch einmal.</translation>
    </message>
    <message>
      <source>The data folder cannot be written: make it writable, then try again.</source>
      <translation>In den Datenordner kann nicht geschrieben werden: Machen Sie ihn beschreibbar, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
      <source>The disk is full: free some space, then try again.</source>
      <translation>Der Datenträger ist voll: Schaffen Sie Platz, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
      <source>The file of your choices is damaged: choose again, and it is set aside, never deleted.</source>
      <translation>Die Datei mit Ihrer Auswahl ist beschädigt: Entscheiden Sie neu, dann wird sie beiseitegelegt, nie gelöscht.</translation>
    </message>
    <message>
      <source>A newer version of the application wrote the file of your choices: use that version.</source>
      <translation>Eine neuere Version der Anwendung hat die Datei mit Ihrer Auswahl geschrieben: Benutzen Sie diese Version.</translation>
    </message>
    <message>
      <source>The file of your choices cannot be read: check who owns it and its folder.</source>
      <translation>Die Datei mit Ihrer Auswahl kann nicht gelesen werden: Prüfen Sie, wem sie und ihr Ordner gehören.</translation>
    </message>
    <message>
      <source>This cannot be shown: {message}.</source>
      <translation>Das kann nicht angezeigt werden: {message}.</translation>
    </message>
    <message>
      <source>What to do: {hint}.</source>
      <translation>Was zu tun ist: {hint}.</translation>
    </message>
    <message>
      <source>Copied.</source>
      <translation>Kopiert.</translation>
    </message>
    <message>
      <source>The folder could not be opened. It may not exist yet: {path}</source>
      <translation>Der Ordner konnte nicht geöffnet werden. Vielleicht gibt es ihn noch nicht: {path}</translation>
    </message>
    <message>
      <source>You have a new pseudonym. New records cannot be linked to earlier ones by it.</source>
      <translation>Sie haben ein neues Pseudonym. Neue Einträge lassen sich darüber nicht mit früheren verbinden.</translation>
    </message>
    <message>
      <source>Turned off by your organisation.</source>
      <translation>Von Ihrer Organisation ausgeschaltet.</translation>
    </message>
    <message>
      <source>Turned off by DO_NOT_TRACK.</source>
      <translation>Durch DO_NOT_TRACK ausgeschaltet.</translation>
    </message>
    <message>
      <source>Turned off by OPTLOG_TELEMETRY.</source>
      <translation>Durch OPTLOG_TELEMETRY ausgeschaltet.</translation>
    </message>
    <message>
      <source>Turned off for this run of the application.</source>
      <translation>Für diesen Programmlauf ausgeschaltet.</translation>
    </message>
    <message>
      <source>Turned off by the file OPT_OUT in the data folder.</source>
      <translation>Durch die Datei OPT_OUT im Datenordner ausgeschaltet.</translation>
    </message>
    <message>
      <source>Your choices cannot be read, so nothing is sent.</source>
      <translation>Ihre Auswahl kann nicht gelesen werden, also wird nichts gesendet.</translation>
    </message>
    <message>
      <source>The server does not take records at present: {message}. They wait, and are tried again.</source>
      <translation>Der Server nimmt zurzeit keine Einträge an: {message}. Sie warten; das Senden wird wiederholt.</translation>
    </message>
    <message>
      <source>Turned off.</source>
      <translation>Ausgeschaltet.</translation>
    </message>
    <message>
      <source>Reason: {reason}.</source>
      <translation>Grund: {reason}.</translation>
    </message>
    <message>
      <source>Nothing is sent while this lasts. Your recorded choices are kept: they can be taken back here, but not newly made.</source>
      <translation>Solange das gilt, wird nichts gesendet. Was Sie entschieden haben, bleibt gespeichert: Sie können es hier zurücknehmen, aber nicht neu zustimmen.</translation>
    </message>
    <message>
      <source>This holds for: {titles}. Recorded choices are kept: they can be taken back here, but not newly made.</source>
      <translation>Das gilt für: {titles}. Was Sie entschieden haben, bleibt gespeichert: Sie können es hier zurücknehmen, aber nicht neu zustimmen.</translation>
    </message>
    <message>
      <source>No server is set, so nothing can be sent.</source>
      <translation>Es ist kein Server eingerichtet, also kann nichts gesendet werden.</translation>
    </message>
    <message>
      <source>Only what is ticked may leave this computer. A change counts at once.</source>
      <translation>Nur was ein Häkchen hat, darf diesen Computer verlassen. Eine Änderung gilt sofort.</translation>
    </message>
    <message>
      <source>Received by {names}.</source>
      <translation>Empfänger: {names}.</translation>
    </message>
    <message>
      <source>The makers have not stated who receives it.</source>
      <translation>Die Hersteller haben nicht angegeben, wer es erhält.</translation>
    </message>
    <message>
      <source>No choice made. Nothing is sent.</source>
      <translation>Noch nicht entschieden. Es wird nichts gesendet.</translation>
    </message>
    <message>
      <source>You agreed. Such records are sent.</source>
      <translation>Sie haben zugestimmt. Solche Einträge werden gesendet.</translation>
    </message>
    <message>
      <source>You agreed, but no server is set. Nothing is sent.</source>
      <translation>Sie haben zugestimmt, aber es ist kein Server eingerichtet. Es wird nichts gesendet.</translation>
    </message>
    <message>
      <source>You agreed, but nothing is sent. {reason}</source>
      <translation>Sie haben zugestimmt, aber es wird nichts gesendet. {reason}</translation>
    </message>
    <message>
      <source>You said no. Nothing is sent.</source>
      <translation>Sie haben Nein gesagt. Es wird nichts gesendet.</translation>
    </message>
    <message>
      <source>You took your agreement back. Nothing is sent.</source>
      <translation>Sie haben Ihre Zustimmung zurückgenommen. Es wird nichts gesendet.</translation>
    </message>
    <message>
      <source>Your agreement no longer counts. Nothing is sent.</source>
      <translation>Ihre Zustimmung gilt nicht mehr. Es wird nichts gesendet.</translation>
    </message>
    <message>
      <source>Your agreement has run out. Nothing is sent.</source>
      <translation>Ihre Zustimmung ist abgelaufen. Es wird nichts gesendet.</translation>
    </message>
    <message>
      <source>What is collected has changed since you agreed. Nothing is sent.</source>
      <translation>Was erhoben wird, hat sich seit Ihrer Zustimmung geändert. Es wird nichts gesendet.</translation>
    </message>
    <message>
      <source>This profile was copied or moved from elsewhere, so that your agreement no longer counts. Nothing is sent.</source>
      <translation>Dieses Profil wurde von anderswo kopiert oder verschoben, daher gilt Ihre Zustimmung nicht mehr. Es wird nichts gesendet.</translation>
    </message>
    <message>
      <source>You agreed. What has been added since stays here.</source>
      <translation>Sie haben zugestimmt. Was seither dazukam, bleibt hier.</translation>
    </message>
    <message>
      <source>Your choice cannot be read. Nothing is sent.</source>
      <translation>Ihre Auswahl kann nicht gelesen werden. Es wird nichts gesendet.</translation>
    </message>
    <message>
      <source>Shows every field that may leave for this choice: {title}</source>
      <translation>Zeigt jedes Feld, das dafür gesendet werden darf: {title}</translation>
    </message>
    <message>
      <source>Hides these fields again.</source>
      <translation>Blendet diese Felder wieder aus.</translation>
    </message>
    <message>
      <source>Fields that may leave: {title}</source>
      <translation>Felder, die gesendet werden dürfen: {title}</translation>
    </message>
    <message>
      <source>Field</source>
      <translation>Feld</translation>
    </message>
    <message>
      <source>What it holds</source>
      <translation>Was darin steht</translation>
    </message>
    <message>
      <source>What for</source>
      <translation>Wofür</translation>
    </message>
    <message>
      <source>Example from this computer</source>
      <translation>Beispiel von diesem Computer</translation>
    </message>
    <message>
      <source>{value} (made up)</source>
      <translation>{value} (erfunden)</translation>
    </message>
    <message>
      <source>Part of every choice</source>
      <translation>Teil jeder Auswahl</translation>
    </message>
    <message>
      <source>Only for this choice</source>
      <translation>Nur für diese Auswahl</translation>
    </message>
    <message>
      <source>Also for: {titles}</source>
      <translation>Auch für: {titles}</translation>
    </message>
    <message>
      <source>{why} (until {date})</source>
      <translation>{why} (bis {date})</translation>
    </message>
    <message>
      <source>Closes this window.</source>
      <translation>Schließt dieses Fenster.</translation>
    </message>
    <message>
      <source>Shows how what is collected differs from what you agreed to.</source>
      <translation>Zeigt, worin sich das Erhobene von dem unterscheidet, dem Sie zugestimmt haben.</translation>
    </message>
    <message>
      <source>Hides the differences again.</source>
      <translation>Blendet die Unterschiede wieder aus.</translation>
    </message>
    <message>
      <source>What changed since you agreed</source>
      <translation>Was sich seit Ihrer Zustimmung geändert hat</translation>
    </message>
    <message>
      <source>Version {version} ({date}): {words}</source>
      <translation>Version {version} ({date}): {words}</translation>
    </message>
    <message>
      <source>Part</source>
      <translation>Teil</translation>
    </message>
    <message>
      <source>Difference</source>
      <translation>Unterschied</translation>
    </message>
    <message>
      <source>What follows</source>
      <translation>Was daraus folgt</translation>
    </message>
    <message>
      <source>You are told.</source>
      <translation>Sie werden informiert.</translation>
    </message>
    <message>
      <source>You are asked; until you answer, only what you agreed to is sent.</source>
      <translation>Sie werden gefragt; bis zu Ihrer Antwort wird nur das gesendet, dem Sie zugestimmt haben.</translation>
    </message>
    <message>
      <source>Nothing is sent until you agree.</source>
      <translation>Es wird nichts gesendet, bis Sie zustimmen.</translation>
    </message>
    <message>
      <source>Question about sharing records</source>
      <translation>Frage nach dem Teilen von Einträgen</translation>
    </message>
    <message>
      <source>Share records of {app} with {name}?</source>
      <translation>Einträge von {app} mit {name} teilen?</translation>
    </message>
    <message>
      <source>Share records of {app} with its makers?</source>
      <translation>Einträge von {app} mit den Herstellern teilen?</translation>
    </message>
    <message>
      <source>Only what you tick leaves this computer. You can change your choice at any time in the privacy settings.</source>
      <translation>Nur was Sie ankreuzen, verlässt diesen Computer. Sie können Ihre Auswahl jederzeit in den Datenschutzeinstellungen ändern.</translation>
    </message>
    <message>
      <source>Your earlier agreement has run out. Nothing is sent.</source>
      <translation>Ihre frühere Zustimmung ist abgelaufen. Es wird nichts gesendet.</translation>
    </message>
    <message>
      <source>Your earlier agreement no longer counts. Nothing is sent.</source>
      <translation>Ihre frühere Zustimmung gilt nicht mehr. Es wird nichts gesendet.</translation>
    </message>
    <message>
      <source>You agreed to this before; now more would be sent. Without a tick, only what you agreed to is sent.</source>
      <translation>Dem haben Sie früher zugestimmt; jetzt würde mehr gesendet. Ohne Häkchen wird nur das gesendet, dem Sie zugestimmt haben.</translation>
    </message>
    <message>
      <source>Not ticked means: not shared.</source>
      <translation>Ohne Häkchen wird nichts geteilt.</translation>
    </message>
    <message>
      <source>&amp;Don’t share</source>
      <translation>&amp;Nicht teilen</translation>
    </message>
    <message>
      <source>Records a no for everything in this question. You are not asked about it again.</source>
      <translation>Speichert ein Nein zu allem in dieser Frage. Sie werden dazu nicht wieder gefragt.</translation>
    </message>
    <message>
      <source>&amp;Share selected</source>
      <translation>&amp;Ausgewähltes teilen</translation>
    </message>
    <message>
      <source>Records your choices as they are ticked.</source>
      <translation>Speichert Ihre Auswahl so, wie sie angekreuzt ist.</translation>
    </message>
    <message>
      <source>Not &amp;now</source>
      <translation>Nicht &amp;jetzt</translation>
    </message>
    <message>
      <source>Closes the question without a choice.</source>
      <translation>Schließt die Frage, ohne etwas zu entscheiden.</translation>
    </message>
    <message>
      <source>See e&amp;xactly what would be sent</source>
      <translation>&amp;Genau ansehen, was gesendet würde</translation>
    </message>
    <message>
      <source>Opens a window with the records, byte for byte.</source>
      <translation>Öffnet ein Fenster mit den Einträgen, Byte für Byte.</translation>
    </message>
    <message>
      <source>Nothing is ticked. Tick what may be sent, or choose “Don’t share”.</source>
      <translation>Nichts ist angekreuzt. Kreuzen Sie an, was gesendet werden darf, oder wählen Sie „Nicht teilen“.</translation>
    </message>
    <message>
      <source>What would be sent: {app}</source>
      <translation>Was gesendet würde: {app}</translation>
    </message>
    <message>
      <source>Sharing is off</source>
      <translation>Teilen ist aus</translation>
    </message>
    <message>
      <source>Sharing is on</source>
      <translation>Teilen ist an</translation>
    </message>
    <message>
      <source>Sharing is held up</source>
      <translation>Teilen ist angehalten</translation>
    </message>
    <message>
      <source>Shared: {titles}.</source>
      <translation>Geteilt wird: {titles}.</translation>
    </message>
    <message>
      <source>A click opens the privacy settings.</source>
      <translation>Ein Klick öffnet die Datenschutzeinstellungen.</translation>
    </message>
    <message>
      <source>Privacy settings…</source>
      <translation>Datenschutzeinstellungen…</translation>
    </message>
    <message>
      <source>{state}: privacy settings…</source>
      <translation>{state}: Datenschutzeinstellungen…</translation>
    </message>
    <message>
      <source>Privacy n&amp;otice</source>
      <translation>Datenschutz&amp;hinweis</translation>
    </message>
    <message>
      <source>Opens the privacy notice. It is made on this computer.</source>
      <translation>Öffnet den Datenschutzhinweis. Er entsteht auf diesem Computer.</translation>
    </message>
    <message>
      <source>Privacy notice: {app}</source>
      <translation>Datenschutzhinweis: {app}</translation>
    </message>
    <message>
      <source>The privacy notice</source>
      <translation>Der Datenschutzhinweis</translation>
    </message>
    <message>
      <source>Save &amp;as…</source>
      <translation>Speichern &amp;unter…</translation>
    </message>
    <message>
      <source>Saves the notice as HTML, Markdown or PDF.</source>
      <translation>Speichert den Hinweis als HTML, Markdown oder PDF.</translation>
    </message>
    <message>
      <source>Web page (*.html)</source>
      <translation>Webseite (*.html)</translation>
    </message>
    <message>
      <source>Markdown (*.md)</source>
      <translation>Markdown (*.md)</translation>
    </message>
    <message>
      <source>PDF document (*.pdf)</source>
      <translation>PDF-Dokument (*.pdf)</translation>
    </message>
    <message>
      <source>Saved: {path}</source>
      <translation>Gespeichert: {path}</translation>
    </message>
    <message>
      <source>The file could not be written: {path}. Choose another folder.</source>
      <translation>Die Datei konnte nicht geschrieben werden: {path}. Wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
      <source>The page could not be opened: {url}</source>
      <translation>Die Seite konnte nicht geöffnet werden: {url}</translation>
    </message>
    <message>
      <source>The newest records, byte for byte as they would leave this computer or left it.</source>
      <translation>Die neuesten Einträge, Byte für Byte, wie sie diesen Computer verlassen würden oder verlassen haben.</translation>
    </message>
    <message>
      <source>There are no records yet. They appear here when the application has written some.</source>
      <translation>Es gibt noch keine Einträge. Sie erscheinen hier, sobald die Anwendung welche geschrieben hat.</translation>
    </message>
    <message>
      <source>No record holds what you look for.</source>
      <translation>Kein Eintrag passt zu dem, was Sie suchen.</translation>
    </message>
    <message>
      <source>Records</source>
      <translation>Einträge</translation>
    </message>
    <message>
      <source>The selected record is shown in full below.</source>
      <translation>Der gewählte Eintrag steht unten vollständig.</translation>
    </message>
    <message>
      <source>Sh&amp;ow:</source>
      <translation>An&amp;zeigen:</translation>
    </message>
    <message>
      <source>Shows only the records of one kind or of one choice.</source>
      <translation>Zeigt nur die Einträge einer Art oder einer Auswahl.</translation>
    </message>
    <message>
      <source>All records</source>
      <translation>Alle Einträge</translation>
    </message>
    <message>
      <source>Reading…</source>
      <translation>Wird gelesen …</translation>
    </message>
    <message>
      <source>&amp;Find:</source>
      <translation>Su&amp;chen:</translation>
    </message>
    <message>
      <source>Shows only the records that hold this text.</source>
      <translation>Zeigt nur die Einträge, in denen dieser Text steht.</translation>
    </message>
    <message>
      <source>&amp;Refresh</source>
      <translation>Neu &amp;laden</translation>
    </message>
    <message>
      <source>Reads the newest records again.</source>
      <translation>Liest die neuesten Einträge noch einmal.</translation>
    </message>
    <message>
      <source>Time (UTC)</source>
      <translation>Zeit (UTC)</translation>
    </message>
    <message>
      <source>Choice</source>
      <translation>Auswahl</translation>
    </message>
    <message>
      <source>State</source>
      <translation>Status</translation>
    </message>
    <message>
      <source>Message</source>
      <translation>Meldung</translation>
    </message>
    <message>
      <source>Waiting</source>
      <translation>Wartet</translation>
    </message>
    <message>
      <source>Would be sent</source>
      <translation>Würde gesendet</translation>
    </message>
    <message>
      <source>Stays here</source>
      <translation>Bleibt hier</translation>
    </message>
    <message>
      <source>Sent</source>
      <translation>Gesendet</translation>
    </message>
    <message>
      <source>This record was sent to {host}, {time} UTC. These bytes are what left.</source>
      <translation>Dieser Eintrag wurde an {host} gesendet, {time} UTC. Genau diese Bytes wurden gesendet.</translation>
    </message>
    <message>
      <source>This record waits to be sent. These bytes are what leaves.</source>
      <translation>Dieser Eintrag wartet auf den Versand. Genau diese Bytes werden gesendet.</translation>
    </message>
    <message>
      <source>This record was made earlier. One like it would be sent from now on.</source>
      <translation>Dieser Eintrag entstand früher. Ein solcher Eintrag würde ab jetzt gesendet.</translation>
    </message>
    <message>
      <source>This record stays on this computer, because “{title}” is off.</source>
      <translation>Dieser Eintrag bleibt auf diesem Computer, weil „{title}“ aus ist.</translation>
    </message>
    <message>
      <source>Rea&amp;dable</source>
      <translation>Les&amp;bar</translation>
    </message>
    <message>
      <source>One field a line.</source>
      <translation>Ein Feld je Zeile.</translation>
    </message>
    <message>
      <source>&amp;Exact bytes</source>
      <translation>&amp;Exakte Bytes</translation>
    </message>
    <message>
      <source>The record as it is written to the network.</source>
      <translation>Der Eintrag, wie er ins Netz geschrieben wird.</translation>
    </message>
    <message>
      <source>Co&amp;py</source>
      <translation>&amp;Kopieren</translation>
    </message>
    <message>
      <source>Copies the text above.</source>
      <translation>Kopiert den Text darüber.</translation>
    </message>
    <message>
      <source>Sa&amp;ve records…</source>
      <translation>Einträge spe&amp;ichern…</translation>
    </message>
    <message>
      <source>Saves the records in the list, one a line, byte for byte.</source>
      <translation>Speichert die Einträge der Liste, einen je Zeile, Byte für Byte.</translation>
    </message>
    <message>
      <source>Records (*.ndjson)</source>
      <translation>Einträge (*.ndjson)</translation>
    </message>
    <message>
      <source>Delete what wa&amp;its</source>
      <translation>Wa&amp;rtendes löschen</translation>
    </message>
    <message>
      <source>Deletes the records that wait to be sent. They are never sent.</source>
      <translation>Löscht die Einträge, die auf den Versand warten. Sie werden nie gesendet.</translation>
    </message>
    <message>
      <source>The selected record</source>
      <translation>Der gewählte Eintrag</translation>
    </message>
    <message>
      <source>Disguised in it: {rules}.</source>
      <translation>Darin unkenntlich gemacht: {rules}.</translation>
    </message>
    <message>
      <source>Nothing in it had to be disguised.</source>
      <translation>Nichts darin musste unkenntlich gemacht werden.</translation>
    </message>
    <message>
      <source>Who decides and answers for it</source>
      <translation>Wer dafür verantwortlich ist</translation>
    </message>
    <message>
      <source>Who receives it</source>
      <translation>Wer es erhält</translation>
    </message>
    <message>
      <source>Where it is sent</source>
      <translation>Wohin es gesendet wird</translation>
    </message>
    <message>
      <source>Log files on this computer</source>
      <translation>Protokolldateien auf diesem Computer</translation>
    </message>
    <message>
      <source>Your choices and waiting records on this computer</source>
      <translation>Ihre Auswahl und wartende Einträge auf diesem Computer</translation>
    </message>
    <message>
      <source>Your pseudonym</source>
      <translation>Ihr Pseudonym</translation>
    </message>
    <message>
      <source>It stands in every record instead of your name. A key on this computer makes it.</source>
      <translation>Es steht in jedem Eintrag anstelle Ihres Namens und wird mit einem Schlüssel auf diesem Computer gebildet.</translation>
    </message>
    <message>
      <source>You have none, because nothing is sent.</source>
      <translation>Sie haben keines, weil nichts gesendet wird.</translation>
    </message>
    <message>
      <source>The makers have not stated this.</source>
      <translation>Die Hersteller haben das nicht angegeben.</translation>
    </message>
    <message>
      <source>{name} ({country})</source>
      <translation>{name} ({country})</translation>
    </message>
    <message>
      <source>&amp;Open folder</source>
      <translation>&amp;Ordner öffnen</translation>
    </message>
    <message>
      <source>Open &amp;folder</source>
      <translation>Or&amp;dner öffnen</translation>
    </message>
    <message>
      <source>Opens {path} in the file manager.</source>
      <translation>Öffnet {path} im Dateimanager.</translation>
    </message>
    <message>
      <source>&amp;Reset pseudonym</source>
      <translation>Pseudonym e&amp;rsetzen</translation>
    </message>
    <message>
      <source>Makes a new pseudonym at once. The old one cannot be brought back.</source>
      <translation>Bildet sofort ein neues Pseudonym. Das alte lässt sich nicht wiederherstellen.</translation>
    </message>
    <message>
      <source>Deletion of what was shared</source>
      <translation>Löschung geteilter Einträge</translation>
    </message>
    <message>
      <source>The makers can be asked to delete every record that carries your pseudonym. The request holds the pseudonym and nothing else about you. It changes none of your choices.</source>
      <translation>Sie können die Hersteller auffordern, jeden Eintrag mit Ihrem Pseudonym zu löschen. Der Antrag enthält das Pseudonym und sonst nichts über Sie. Er ändert nichts an Ihrer Auswahl.</translation>
    </message>
    <message>
      <source>No request is under way.</source>
      <translation>Es läuft kein Antrag.</translation>
    </message>
    <message>
      <source>Show the re&amp;quest</source>
      <translation>Antrag an&amp;zeigen</translation>
    </message>
    <message>
      <source>Shows the request as it would be sent. Nothing is sent yet.</source>
      <translation>Zeigt den Antrag, wie er gesendet würde. Noch wird nichts gesendet.</translation>
    </message>
    <message>
      <source>The request, as it would be sent</source>
      <translation>Der Antrag, wie er gesendet würde</translation>
    </message>
    <message>
      <source>Send the req&amp;uest</source>
      <translation>Antrag s&amp;enden</translation>
    </message>
    <message>
      <source>Sends what is shown, and nothing else.</source>
      <translation>Sendet, was angezeigt wird, und sonst nichts.</translation>
    </message>
    <message>
      <source>C&amp;ancel the request</source>
      <translation>Antrag zurückneh&amp;men</translation>
    </message>
    <message>
      <source>Forgets the request at once. One that has arrived cannot be called back.</source>
      <translation>Verwirft den Antrag sofort. Ein Antrag, der schon angekommen ist, lässt sich nicht zurückholen.</translation>
    </message>
    <message>
      <source>The request waits: {tries} of {most} tries made, next try {time} UTC.</source>
      <translation>Der Antrag wartet: {tries} von {most} Versuchen gemacht, nächster Versuch {time} UTC.</translation>
    </message>
    <message>
      <source>The request arrived on {time} UTC.</source>
      <translation>Der Antrag kam am {time} UTC an.</translation>
    </message>
    <message>
      <source>The request did not arrive in {tries} tries. Send it again, or cancel it.</source>
      <translation>Der Antrag kam in {tries} Versuchen nicht an. Senden Sie ihn noch einmal, oder nehmen Sie ihn zurück.</translation>
    </message>
    <message>
      <source>Last try: {error}.</source>
      <translation>Letzter Versuch: {error}.</translation>
    </message>
    <message>
      <source>The request is being sent…</source>
      <translation>Der Antrag wird gesendet …</translation>
    </message>
    <message>
      <source>The request is forgotten; nothing more of it is sent.</source>
      <translation>Der Antrag ist verworfen; nichts weiter davon wird gesendet.</translation>
    </message>
    <message>
      <source>The request had arrived already. Its receipt on this computer is forgotten.</source>
      <translation>Der Antrag war schon angekommen. Sein Beleg auf diesem Computer ist gelöscht.</translation>
    </message>
    <message>
      <source>You have made no choice yet.</source>
      <translation>Sie haben noch nichts entschieden.</translation>
    </message>
    <message>
      <source>Your choices, newest first</source>
      <translation>Ihre Entscheidungen, die neueste zuerst</translation>
    </message>
    <message>
      <source>The record of your choices is complete and unchanged.</source>
      <translation>Die Aufzeichnung Ihrer Entscheidungen ist vollständig und unverändert.</translation>
    </message>
    <message>
      <source>The record of your choices has been changed: {faults}.</source>
      <translation>Die Aufzeichnung Ihrer Entscheidungen wurde verändert: {faults}.</translation>
    </message>
    <message>
      <source>What you chose</source>
      <translation>Ihre Entscheidung</translation>
    </message>
    <message>
      <source>Made in</source>
      <translation>Wo</translation>
    </message>
    <message>
      <source>Version</source>
      <translation>Version</translation>
    </message>
    <message>
      <source>Asked</source>
      <translation>Gefragt</translation>
    </message>
    <message>
      <source>Not now</source>
      <translation>Nicht jetzt</translation>
    </message>
    <message>
      <source>No</source>
      <translation>Nein</translation>
    </message>
    <message>
      <source>Yes</source>
      <translation>Ja</translation>
    </message>
    <message>
      <source>Yes again</source>
      <translation>Wieder Ja</translation>
    </message>
    <message>
      <source>Taken back</source>
      <translation>Zurückgenommen</translation>
    </message>
    <message>
      <source>Ran out</source>
      <translation>Abgelaufen</translation>
    </message>
    <message>
      <source>No longer counts</source>
      <translation>Gilt nicht mehr</translation>
    </message>
    <message>
      <source>Question</source>
      <translation>Frage</translation>
    </message>
    <message>
      <source>This window</source>
      <translation>Dieses Fenster</translation>
    </message>
    <message>
      <source>Command line</source>
      <translation>Befehlszeile</translation>
    </message>
    <message>
      <source>Application</source>
      <translation>Anwendung</translation>
    </message>
    <message numerus="yes">
      <source>Deleted there after %n day(s).</source>
      <translation>
        <numerusform>Dort nach %n Tag gelöscht.</numerusform>
        <numerusform>Dort nach %n Tagen gelöscht.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Asked again after %n day(s).</source>
      <translation>
        <numerusform>Nach %n Tag wird wieder gefragt.</numerusform>
        <numerusform>Nach %n Tagen wird wieder gefragt.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>What is in it: %n field(s)</source>
      <translation>
        <numerusform>Inhalt: %n Feld</numerusform>
        <numerusform>Inhalt: %n Felder</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n record(s) waiting to be sent.</source>
      <translation>
        <numerusform>%n Eintrag wartet auf den Versand.</numerusform>
        <numerusform>%n Einträge warten auf den Versand.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n record(s)</source>
      <translation>
        <numerusform>%n Eintrag</numerusform>
        <numerusform>%n Einträge</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>What changed since you agreed: %n difference(s)</source>
      <translation>
        <numerusform>Was sich seit Ihrer Zustimmung geändert hat: %n Unterschied</numerusform>
        <numerusform>Was sich seit Ihrer Zustimmung geändert hat: %n Unterschiede</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n waiting record(s) deleted.</source>
      <translation>
        <numerusform>%n wartender Eintrag gelöscht.</numerusform>
        <numerusform>%n wartende Einträge gelöscht.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n record(s) saved: {path}</source>
      <translation>
        <numerusform>%n Eintrag gespeichert: {path}</numerusform>
        <numerusform>%n Einträge gespeichert: {path}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n byte(s)</source>
      <translation>
        <numerusform>%n Byte</numerusform>
        <numerusform>%n Bytes</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{rule} (%n times)</source>
      <translation>
        <numerusform>{rule}</numerusform>
        <numerusform>{rule} (%n Mal)</numerusform>
      </translation>
    </message>
  </context>
</TS>
