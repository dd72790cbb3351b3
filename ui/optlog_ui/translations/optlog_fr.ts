<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
  <context>
    <name>optlog</name>
    <message>
      <source>Privacy settings: {app}</source>
      <translation>Réglages de confidentialité : {app}</translation>
    </message>
    <message>
      <source>What has been sent so far</source>
      <translation>Ce qui a été envoyé jusqu’ici</translation>
    </message>
    <message>
      <source>Nothing has left this computer.</source>
      <translation>Rien n’a quitté cet ordinateur.</translation>
    </message>
    <message>
      <source>Nothing is sent. What was sent before cannot be read.</source>
      <translation>Rien n’est envoyé. Ce qui a été envoyé auparavant est illisible.</translation>
    </message>
    <message>
      <source>Last sent today at {time}; {records}, {size} in all.</source>
      <translation>Dernier envoi aujourd’hui à {time} ; au total {records}, {size}.</translation>
    </message>
    <message>
      <source>Last sent on {date} at {time}; {records}, {size} in all.</source>
      <translation>Dernier envoi le {date} à {time} ; au total {records}, {size}.</translation>
    </message>
    <message>
      <source>Parts of the privacy settings</source>
      <translation>Parties des réglages de confidentialité</translation>
    </message>
    <message>
      <source>&amp;Choices</source>
      <translation>&amp;Choix</translation>
    </message>
    <message>
      <source>What would be &amp;sent</source>
      <translation>Ce qui serait &amp;envoyé</translation>
    </message>
    <message>
      <source>&amp;Who and where</source>
      <translation>&amp;Qui et où</translation>
    </message>
    <message>
      <source>No&amp;tice</source>
      <translation>No&amp;tice</translation>
    </message>
    <message>
      <source>&amp;History</source>
      <translation>&amp;Historique</translation>
    </message>
    <message>
      <source>Send &amp;nothing</source>
      <translation>&amp;Ne rien envoyer</translation>
    </message>
    <message>
      <source>Turns every choice off at once and deletes what waits to be sent.</source>
      <translation>Désactive tout aussitôt et supprime ce qui attend d’être envoyé.</translation>
    </message>
    <message>
      <source>C&amp;lose</source>
      <translation>&amp;Fermer</translation>
    </message>
    <message>
      <source>Closes this window. Changes have been recorded already.</source>
      <translation>Ferme cette fenêtre. Les changements sont déjà enregistrés.</translation>
    </message>
    <message>
      <source>Result of the last change</source>
      <translation>Résultat du dernier changement</translation>
    </message>
    <message>
      <source>Recorded: {title} is on. Untick the box to take it back.</source>
      <translation>Enregistré : « {title} » est activé. Décochez la case pour revenir dessus.</translation>
    </message>
    <message>
      <source>Recorded: {title} is on, but nothing is sent. {reason}</source>
      <translation>Enregistré : « {title} » est activé, mais rien n’est envoyé. {reason}</translation>
    </message>
    <message>
      <source>Recorded: {title} is off. What was waiting for it has been deleted.</source>
      <translation>Enregistré : « {title} » est désactivé. Ce qui attendait à ce titre a été supprimé.</translation>
    </message>
    <message>
      <source>Recorded: nothing is sent. What was waiting has been deleted.</source>
      <translation>Enregistré : rien n’est envoyé. Ce qui attendait a été supprimé.</translation>
    </message>
    <message>
      <source>Nothing is sent; your choices say so already.</source>
      <translation>Rien n’est envoyé ; vos choix le disent déjà.</translation>
    </message>
    <message>
      <source>Problem: {message}.</source>
      <translation>Problème : {message}.</translation>
    </message>
    <message>
      <source>The choice was not recorded, and nothing new is sent.</source>
      <translation>Le choix n’a pas été enregistré, et rien de nouveau n’est envoyé.</translation>
    </message>
    <message>
      <source>Nothing will be sent. But this could not be recorded, so that it may not last beyond this program.</source>
      <translation>Rien ne sera envoyé. Mais ce choix n’a pas pu être enregistré et ne vaut peut-être que jusqu’à la fin de ce programme.</translation>
    </message>
    <message>
      <source>Another program holds the file of your choices: close it, or try again.</source>
      <translation>Un autre programme utilise le fichier de vos choix : fermez-le, ou réessayez.</translation>
    </message>
    <message>
      <source>The data folder cannot be written: make it writable, then try again.</source>
      <translation>Le dossier des données est protégé en écriture : rendez-le accessible en écriture, puis réessayez.</translation>
    </message>
    <message>
      <source>The disk is full: free some space, then try again.</source>
      <translation>Le disque est plein : libérez de la place, puis réessayez.</translation>
    </message>
    <message>
      <source>The file of your choices is damaged: choose again, and it is set aside, never deleted.</source>
      <translation>Le fichier de vos choix est endommagé : choisissez de nouveau, et il sera mis de côté, jamais supprimé.</translation>
    </message>
    <message>
      <source>A newer version of the application wrote the file of your choices: use that version.</source>
      <translation>Une version plus récente de l’application a écrit le fichier de vos choix : utilisez cette version.</translation>
    </message>
    <message>
      <source>The file of your choices cannot be read: check who owns it and its folder.</source>
      <translation>Le fichier de vos choix est illisible : vérifiez à qui il appartient, lui et son dossier.</translation>
    </message>
    <message>
      <source>This cannot be shown: {message}.</source>
      <translation>Ceci ne peut pas être affiché : {message}.</translation>
    </message>
    <message>
      <source>What to do: {hint}.</source>
      <translation>Que faire : {hint}.</translation>
    </message>
    <message>
      <source>Copied.</source>
      <translation>Copié.</translation>
    </message>
    <message>
      <source>The folder could not be opened. It may not exist yet: {path}</source>
      <translation>Le dossier n’a pas pu être ouvert. Il n’existe peut-être pas encore : {path}</translation>
    </message>
    <message>
      <source>You have a new pseudonym. New records cannot be linked to earlier ones by it.</source>
      <translation>Vous avez un nouveau pseudonyme. Il ne permet pas de relier les nouveaux enregistrements aux anciens.</translation>
    </message>
    <message>
      <source>Turned off by your organisation.</source>
      <translation>Désactivé par votre organisation.</translation>
    </message>
    <message>
      <source>Turned off by DO_NOT_TRACK.</source>
      <translation>Désactivé par DO_NOT_TRACK.</translation>
    </message>
    <message>
      <source>Turned off by OPTLOG_TELEMETRY.</source>
      <translation>Désactivé par OPTLOG_TELEMETRY.</translation>
    </message>
    <message>
      <source>Turned off for this run of the application.</source>
      <translation>Désactivé pour cette exécution de l’application.</translation>
    </message>
    <message>
      <source>Turned off by the file OPT_OUT in the data folder.</source>
      <translation>Désactivé par le fichier OPT_OUT du dossier des données.</translation>
    </message>
    <message>
      <source>Your choices cannot be read, so nothing is sent.</source>
      <translation>Vos choix sont illisibles, donc rien n’est envoyé.</translation>
    </message>
    <message>
      <source>The server does not take records at present: {message}. They wait, and are tried again.</source>
      <translation>Le serveur n’accepte pas d’enregistrements pour le moment : {message}. Ils restent en attente, et l’envoi sera retenté.</translation>
    </message>
    <message>
      <source>Turned off.</source>
      <translation>Désactivé.</translation>
    </message>
    <message>
      <source>Reason: {reason}.</source>
      <translation>Motif : {reason}.</translation>
    </message>
    <message>
      <source>Nothing is sent while this lasts. Your recorded choices are kept: they can be taken back here, but not newly made.</source>
      <translation>Tant que cela dure, rien n’est envoyé. Vos choix enregistrés sont conservés : vous pouvez les retirer ici, mais pas en faire de nouveaux.</translation>
    </message>
    <message>
      <source>This holds for: {titles}. Recorded choices are kept: they can be taken back here, but not newly made.</source>
      <translation>Cela vaut pour : {titles}. Les choix enregistrés sont conservés : vous pouvez les retirer ici, mais pas en faire de nouveaux.</translation>
    </message>
    <message>
      <source>No server is set, so nothing can be sent.</source>
      <translation>Aucun serveur n’est configuré, donc rien ne peut être envoyé.</translation>
    </message>
    <message>
      <source>Only what is ticked may leave this computer. A change counts at once.</source>
      <translation>Seul ce qui est coché peut quitter cet ordinateur. Un changement prend effet aussitôt.</translation>
    </message>
    <message>
      <source>Received by {names}.</source>
      <translation>Destinataire : {names}.</translation>
    </message>
    <message>
      <source>The makers have not stated who receives it.</source>
      <translation>L’éditeur n’a pas indiqué qui le reçoit.</translation>
    </message>
    <message>
      <source>No choice made. Nothing is sent.</source>
      <translation>Vous n’avez pas encore choisi. Rien n’est envoyé.</translation>
    </message>
    <message>
      <source>You agreed. Such records are sent.</source>
      <translation>Vous avez accepté. De tels enregistrements sont envoyés.</translation>
    </message>
    <message>
      <source>You agreed, but no server is set. Nothing is sent.</source>
      <translation>Vous avez accepté, mais aucun serveur n’est configuré. Rien n’est envoyé.</translation>
    </message>
    <message>
      <source>You agreed, but nothing is sent. {reason}</source>
      <translation>Vous avez accepté, mais rien n’est envoyé. {reason}</translation>
    </message>
    <message>
      <source>You said no. Nothing is sent.</source>
      <translation>Vous avez dit non. Rien n’est envoyé.</translation>
    </message>
    <message>
      <source>You took your agreement back. Nothing is sent.</source>
      <translation>Vous avez retiré votre accord. Rien n’est envoyé.</translation>
    </message>
    <message>
      <source>Your agreement no longer counts. Nothing is sent.</source>
      <translation>Votre accord n’est plus valable. Rien n’est envoyé.</translation>
    </message>
    <message>
      <source>Your agreement has run out. Nothing is sent.</source>
      <translation>Votre accord a expiré. Rien n’est envoyé.</translation>
    </message>
    <message>
      <source>What is collected has changed since you agreed. Nothing is sent.</source>
      <translation>Ce qui est collecté a changé depuis votre accord. Rien n’est envoyé.</translation>
    </message>
    <message>
      <source>This profile was copied or moved from elsewhere, so that your agreement no longer counts. Nothing is sent.</source>
      <translation>Ce profil a été copié ou déplacé depuis un autre endroit ; votre accord n’est donc plus valable. Rien n’est envoyé.</translation>
    </message>
    <message>
      <source>You agreed. What has been added since stays here.</source>
      <translation>Vous avez accepté. Ce qui a été ajouté depuis reste ici.</translation>
    </message>
    <message>
      <source>Your choice cannot be read. Nothing is sent.</source>
      <translation>Votre choix est illisible. Rien n’est envoyé.</translation>
    </message>
    <message>
      <source>Shows every field that may leave for this choice: {title}</source>
      <translation>Affiche chaque champ qui peut être envoyé à ce titre : {title}</translation>
    </message>
    <message>
      <source>Hides these fields again.</source>
      <translation>Masque de nouveau ces champs.</translation>
    </message>
    <message>
      <source>Fields that may leave: {title}</source>
      <translation>Champs qui peuvent être envoyés : {title}</translation>
    </message>
    <message>
      <source>Field</source>
      <translation>Champ</translation>
    </message>
    <message>
      <source>What it holds</source>
      <translation>Ce qu’il contient</translation>
    </message>
    <message>
      <source>What for</source>
      <translation>À quoi il sert</translation>
    </message>
    <message>
      <source>Example from this computer</source>
      <translation>Exemple de cet ordinateur</translation>
    </message>
    <message>
      <source>{value} (made up)</source>
      <translation>{value} (inventé)</translation>
    </message>
    <message>
      <source>Part of every choice</source>
      <translation>Fait partie de chaque choix</translation>
    </message>
    <message>
      <source>Only for this choice</source>
      <translation>Pour ce choix seulement</translation>
    </message>
    <message>
      <source>Also for: {titles}</source>
      <translation>Aussi pour : {titles}</translation>
    </message>
    <message>
      <source>{why} (until {date})</source>
      <translation>{why} (jusqu’au {date})</translation>
    </message>
    <message>
      <source>Closes this window.</source>
      <translation>Ferme cette fenêtre.</translation>
    </message>
    <message>
      <source>Shows how what is collected differs from what you agreed to.</source>
      <translation>Affiche en quoi ce qui est collecté diffère de ce que vous avez accepté.</translation>
    </message>
    <message>
      <source>Hides the differences again.</source>
      <translation>Masque de nouveau les différences.</translation>
    </message>
    <message>
      <source>What changed since you agreed</source>
      <translation>Ce qui a changé depuis votre accord</translation>
    </message>
    <message>
      <source>Version {version} ({date}): {words}</source>
      <translation>Version {version} ({date}) : {words}</translation>
    </message>
    <message>
      <source>Part</source>
      <translation>Partie</translation>
    </message>
    <message>
      <source>Difference</source>
      <translation>Différence</translation>
    </message>
    <message>
      <source>What follows</source>
      <translation>Conséquence</translation>
    </message>
    <message>
      <source>You are told.</source>
      <translation>Vous en êtes informé.</translation>
    </message>
    <message>
      <source>You are asked; until you answer, only what you agreed to is sent.</source>
      <translation>La question vous est posée ; jusqu’à votre réponse, seul ce que vous avez accepté est envoyé.</translation>
    </message>
    <message>
      <source>Nothing is sent until you agree.</source>
      <translation>Rien n’est envoyé avant votre accord.</translation>
    </message>
    <message>
      <source>Question about sharing records</source>
      <translation>Question sur le partage d’enregistrements</translation>
    </message>
    <message>
      <source>Share records of {app} with {name}?</source>
      <translation>Partager des enregistrements de {app} avec {name} ?</translation>
    </message>
    <message>
      <source>Share records of {app} with its makers?</source>
      <translation>Partager des enregistrements de {app} avec son éditeur ?</translation>
    </message>
    <message>
      <source>Only what you tick leaves this computer. You can change your choice at any time in the privacy settings.</source>
      <translation>Seul ce que vous cochez quitte cet ordinateur. Vous pouvez changer votre choix à tout moment dans les réglages de confidentialité.</translation>
    </message>
    <message>
      <source>Your earlier agreement has run out. Nothing is sent.</source>
      <translation>Votre accord précédent a expiré. Rien n’est envoyé.</translation>
    </message>
    <message>
      <source>Your earlier agreement no longer counts. Nothing is sent.</source>
      <translation>Votre accord précédent n’est plus valable. Rien n’est envoyé.</translation>
    </message>
    <message>
      <source>You agreed to this before; now more would be sent. Without a tick, only what you agreed to is sent.</source>
      <translation>Vous avez déjà accepté ceci ; désormais, davantage de données seraient envoyées. Sans coche, seul ce que vous avez accepté est envoyé.</translation>
    </message>
    <message>
      <source>Not ticked means: not shared.</source>
      <translation>Sans coche, rien n’est partagé.</translation>
    </message>
    <message>
      <source>&amp;Don’t share</source>
      <translation>Ne &amp;pas partager</translation>
    </message>
    <message>
      <source>Records a no for everything in this question. You are not asked about it again.</source>
      <translation>Enregistre un non pour tout ce que demande cette question. Elle ne vous sera plus posée.</translation>
    </message>
    <message>
      <source>&amp;Share selected</source>
      <translation>Partager la &amp;sélection</translation>
    </message>
    <message>
      <source>Records your choices as they are ticked.</source>
      <translation>Enregistre vos choix tels qu’ils sont cochés.</translation>
    </message>
    <message>
      <source>Not &amp;now</source>
      <translation>Pas &amp;maintenant</translation>
    </message>
    <message>
      <source>Closes the question without a choice.</source>
      <translation>Ferme la question sans rien choisir.</translation>
    </message>
    <message>
      <source>See e&amp;xactly what would be sent</source>
      <translation>Voir e&amp;xactement ce qui serait envoyé</translation>
    </message>
    <message>
      <source>Opens a window with the records, byte for byte.</source>
      <translation>Ouvre une fenêtre avec les enregistrements, octet par octet.</translation>
    </message>
    <message>
      <source>Nothing is ticked. Tick what may be sent, or choose “Don’t share”.</source>
      <translation>Rien n’est coché. Cochez ce qui peut être envoyé, ou choisissez « Ne pas partager ».</translation>
    </message>
    <message>
      <source>What would be sent: {app}</source>
      <translation>Ce qui serait envoyé : {app}</translation>
    </message>
    <message>
      <source>Sharing is off</source>
      <translation>Partage désactivé</translation>
    </message>
    <message>
      <source>Sharing is on</source>
      <translation>Partage activé</translation>
    </message>
    <message>
      <source>Sharing is held up</source>
      <translation>Partage suspendu</translation>
    </message>
    <message>
      <source>Shared: {titles}.</source>
      <translation>Partagé : {titles}.</translation>
    </message>
    <message>
      <source>A click opens the privacy settings.</source>
      <translation>Un clic ouvre les réglages de confidentialité.</translation>
    </message>
    <message>
      <source>Privacy settings…</source>
      <translation>Réglages de confidentialité…</translation>
    </message>
    <message>
      <source>{state}: privacy settings…</source>
      <translation>{state} : réglages de confidentialité…</translation>
    </message>
    <message>
      <source>Privacy n&amp;otice</source>
      <translation>&amp;Notice de confidentialité</translation>
    </message>
    <message>
      <source>Opens the privacy notice. It is made on this computer.</source>
      <translation>Ouvre la notice de confidentialité. Elle est produite sur cet ordinateur.</translation>
    </message>
    <message>
      <source>Privacy notice: {app}</source>
      <translation>Notice de confidentialité : {app}</translation>
    </message>
    <message>
      <source>The privacy notice</source>
      <translation>La notice de confidentialité</translation>
    </message>
    <message>
      <source>Save &amp;as…</source>
      <translation>Enregistrer &amp;sous…</translation>
    </message>
    <message>
      <source>Saves the notice as HTML, Markdown or PDF.</source>
      <translation>Enregistre la notice en HTML, Markdown ou PDF.</translation>
    </message>
    <message>
      <source>Web page (*.html)</source>
      <translation>Page web (*.html)</translation>
    </message>
    <message>
      <source>Markdown (*.md)</source>
      <translation>Markdown (*.md)</translation>
    </message>
    <message>
      <source>PDF document (*.pdf)</source>
      <translation>Document PDF (*.pdf)</translation>
    </message>
    <message>
      <source>Saved: {path}</source>
      <translation>Enregistré : {path}</translation>
    </message>
    <message>
      <source>The file could not be written: {path}. Choose another folder.</source>
      <translation>Le fichier n’a pas pu être écrit : {path}. Choisissez un autre dossier.</translation>
    </message>
    <message>
      <source>The page could not be opened: {url}</source>
      <translation>La page n’a pas pu être ouverte : {url}</translation>
    </message>
    <message>
      <source>The newest records, byte for byte as they would leave this computer or left it.</source>
      <translation>Les enregistrements les plus récents, octet par octet, tels qu’ils quitteraient cet ordinateur ou l’ont quitté.</translation>
    </message>
    <message>
      <source>There are no records yet. They appear here when the application has written some.</source>
      <translation>Il n’y a pas encore d’enregistrements. Ils apparaîtront ici dès que l’application en aura écrit.</translation>
    </message>
    <message>
      <source>No record holds what you look for.</source>
      <translation>Aucun enregistrement ne correspond à ce que vous cherchez.</translation>
    </message>
    <message>
      <source>Records</source>
      <translation>Enregistrements</translation>
    </message>
    <message>
      <source>The selected record is shown in full below.</source>
      <translation>L’enregistrement sélectionné est affiché en entier plus bas.</translation>
    </message>
    <message>
      <source>Sh&amp;ow:</source>
      <translation>&amp;Afficher :</translation>
    </message>
    <message>
      <source>Shows only the records of one kind or of one choice.</source>
      <translation>N’affiche que les enregistrements d’un type ou d’un choix.</translation>
    </message>
    <message>
      <source>All records</source>
      <translation>Tous les enregistrements</translation>
    </message>
    <message>
      <source>Reading…</source>
      <translation>Lecture…</translation>
    </message>
    <message>
      <source>&amp;Find:</source>
      <translation>Che&amp;rcher :</translation>
    </message>
    <message>
      <source>Shows only the records that hold this text.</source>
      <translation>N’affiche que les enregistrements qui contiennent ce texte.</translation>
    </message>
    <message>
      <source>&amp;Refresh</source>
      <translation>Act&amp;ualiser</translation>
    </message>
    <message>
      <source>Reads the newest records again.</source>
      <translation>Relit les enregistrements les plus récents.</translation>
    </message>
    <message>
      <source>Time (UTC)</source>
      <translation>Heure (UTC)</translation>
    </message>
    <message>
      <source>Choice</source>
      <translation>Choix</translation>
    </message>
    <message>
      <source>State</source>
      <translation>État</translation>
    </message>
    <message>
      <source>Message</source>
      <translation>Message</translation>
    </message>
    <message>
      <source>Waiting</source>
      <translation>En attente</translation>
    </message>
    <message>
      <source>Would be sent</source>
      <translation>Serait envoyé</translation>
    </message>
    <message>
      <source>Stays here</source>
      <translation>Reste ici</translation>
    </message>
    <message>
      <source>Sent</source>
      <translation>Envoyé</translation>
    </message>
    <message>
      <source>This record was sent to {host}, {time} UTC. These bytes are what left.</source>
      <translation>Cet enregistrement a été envoyé à {host}, {time} UTC. Voici exactement les octets envoyés.</translation>
    </message>
    <message>
      <source>This record waits to be sent. These bytes are what leaves.</source>
      <translation>Cet enregistrement attend d’être envoyé. Ce sont exactement ces octets qui partiront.</translation>
    </message>
    <message>
      <source>This record was made earlier. One like it would be sent from now on.</source>
      <translation>Cet enregistrement a été créé plus tôt. Un enregistrement semblable serait envoyé désormais.</translation>
    </message>
    <message>
      <source>This record stays on this computer, because “{title}” is off.</source>
      <translation>Cet enregistrement reste sur cet ordinateur, car « {title} » est désactivé.</translation>
    </message>
    <message>
      <source>Rea&amp;dable</source>
      <translation>&amp;Lisible</translation>
    </message>
    <message>
      <source>One field a line.</source>
      <translation>Un champ par ligne.</translation>
    </message>
    <message>
      <source>&amp;Exact bytes</source>
      <translation>Octets e&amp;xacts</translation>
    </message>
    <message>
      <source>The record as it is written to the network.</source>
      <translation>L’enregistrement tel qu’il est écrit sur le réseau.</translation>
    </message>
    <message>
      <source>Co&amp;py</source>
      <translation>Co&amp;pier</translation>
    </message>
    <message>
      <source>Copies the text above.</source>
      <translation>Copie le texte ci-dessus.</translation>
    </message>
    <message>
      <source>Sa&amp;ve records…</source>
      <translation>Enregistrer la l&amp;iste…</translation>
    </message>
    <message>
      <source>Saves the records in the list, one a line, byte for byte.</source>
      <translation>Enregistre la liste, un enregistrement par ligne, octet par octet.</translation>
    </message>
    <message>
      <source>Records (*.ndjson)</source>
      <translation>Enregistrements (*.ndjson)</translation>
    </message>
    <message>
      <source>Delete what wa&amp;its</source>
      <translation>&amp;Supprimer ce qui attend</translation>
    </message>
    <message>
      <source>Deletes the records that wait to be sent. They are never sent.</source>
      <translation>Supprime les enregistrements qui attendent d’être envoyés. Ils ne le seront jamais.</translation>
    </message>
    <message>
      <source>The selected record</source>
      <translation>L’enregistrement sélectionné</translation>
    </message>
    <message>
      <source>Disguised in it: {rules}.</source>
      <translation>Masqué ici : {rules}.</translation>
    </message>
    <message>
      <source>Nothing in it had to be disguised.</source>
      <translation>Rien n’a dû y être masqué.</translation>
    </message>
    <message>
      <source>Who decides and answers for it</source>
      <translation>Qui en est responsable</translation>
    </message>
    <message>
      <source>Who receives it</source>
      <translation>Qui le reçoit</translation>
    </message>
    <message>
      <source>Where it is sent</source>
      <translation>Destination de l’envoi</translation>
    </message>
    <message>
      <source>Log files on this computer</source>
      <translation>Fichiers journaux sur cet ordinateur</translation>
    </message>
    <message>
      <source>Your choices and waiting records on this computer</source>
      <translation>Vos choix et les enregistrements en attente sur cet ordinateur</translation>
    </message>
    <message>
      <source>Your pseudonym</source>
      <translation>Votre pseudonyme</translation>
    </message>
    <message>
      <source>It stands in every record instead of your name. A key on this computer makes it.</source>
      <translation>Il figure dans chaque enregistrement à la place de votre nom. Il est formé avec une clé conservée sur cet ordinateur.</translation>
    </message>
    <message>
      <source>You have none, because nothing is sent.</source>
      <translation>Vous n’en avez pas, car rien n’est envoyé.</translation>
    </message>
    <message>
      <source>The makers have not stated this.</source>
      <translation>L’éditeur ne l’a pas indiqué.</translation>
    </message>
    <message>
      <source>{name} ({country})</source>
      <translation>{name} ({country})</translation>
    </message>
    <message>
      <source>&amp;Open folder</source>
      <translation>&amp;Ouvrir le dossier</translation>
    </message>
    <message>
      <source>Open &amp;folder</source>
      <translation>Ouvrir le &amp;dossier</translation>
    </message>
    <message>
      <source>Opens {path} in the file manager.</source>
      <translation>Ouvre {path} dans le gestionnaire de fichiers.</translation>
    </message>
    <message>
      <source>&amp;Reset pseudonym</source>
      <translation>&amp;Réinitialiser le pseudonyme</translation>
    </message>
    <message>
      <source>Makes a new pseudonym at once. The old one cannot be brought back.</source>
      <translation>Forme aussitôt un nouveau pseudonyme. L’ancien ne peut pas être rétabli.</translation>
    </message>
    <message>
      <source>Deletion of what was shared</source>
      <translation>Suppression de ce qui a été partagé</translation>
    </message>
    <message>
      <source>The makers can be asked to delete every record that carries your pseudonym. The request holds the pseudonym and nothing else about you. It changes none of your choices.</source>
      <translation>Vous pouvez demander à l’éditeur de supprimer chaque enregistrement qui porte votre pseudonyme. La demande contient le pseudonyme et rien d’autre sur vous. Elle ne change aucun de vos choix.</translation>
    </message>
    <message>
      <source>No request is under way.</source>
      <translation>Aucune demande en cours.</translation>
    </message>
    <message>
      <source>Show the re&amp;quest</source>
      <translation>Afficher la de&amp;mande</translation>
    </message>
    <message>
      <source>Shows the request as it would be sent. Nothing is sent yet.</source>
      <translation>Affiche la demande telle qu’elle serait envoyée. Rien n’est encore envoyé.</translation>
    </message>
    <message>
      <source>The request, as it would be sent</source>
      <translation>La demande, telle qu’elle serait envoyée</translation>
    </message>
    <message>
      <source>Send the req&amp;uest</source>
      <translation>En&amp;voyer la demande</translation>
    </message>
    <message>
      <source>Sends what is shown, and nothing else.</source>
      <translation>Envoie ce qui est affiché, et rien d’autre.</translation>
    </message>
    <message>
      <source>C&amp;ancel the request</source>
      <translation>&amp;Annuler la demande</translation>
    </message>
    <message>
      <source>Forgets the request at once. One that has arrived cannot be called back.</source>
      <translation>Abandonne la demande aussitôt. Une demande déjà arrivée ne peut pas être rappelée.</translation>
    </message>
    <message>
      <source>The request waits: {tries} of {most} tries made, next try {time} UTC.</source>
      <translation>La demande attend : {tries} essais sur {most}, prochain essai {time} UTC.</translation>
    </message>
    <message>
      <source>The request arrived on {time} UTC.</source>
      <translation>La demande est arrivée le {time} UTC.</translation>
    </message>
    <message>
      <source>The request did not arrive in {tries} tries. Send it again, or cancel it.</source>
      <translation>La demande n’est pas arrivée en {tries} essais. Envoyez-la de nouveau, ou annulez-la.</translation>
    </message>
    <message>
      <source>Last try: {error}.</source>
      <translation>Dernier essai : {error}.</translation>
    </message>
    <message>
      <source>The request is being sent…</source>
      <translation>La demande est en cours d’envoi…</translation>
    </message>
    <message>
      <source>The request is forgotten; nothing more of it is sent.</source>
      <translation>La demande est abandonnée ; plus rien n’en sera envoyé.</translation>
    </message>
    <message>
      <source>The request had arrived already. Its receipt on this computer is forgotten.</source>
      <translation>La demande était déjà arrivée. Son reçu sur cet ordinateur est supprimé.</translation>
    </message>
    <message>
      <source>You have made no choice yet.</source>
      <translation>Vous n’avez encore fait aucun choix.</translation>
    </message>
    <message>
      <source>Your choices, newest first</source>
      <translation>Vos choix, le plus récent d’abord</translation>
    </message>
    <message>
      <source>The record of your choices is complete and unchanged.</source>
      <translation>Le registre de vos choix est complet et inchangé.</translation>
    </message>
    <message>
      <source>The record of your choices has been changed: {faults}.</source>
      <translation>Le registre de vos choix a été modifié : {faults}.</translation>
    </message>
    <message>
      <source>What you chose</source>
      <translation>Votre choix</translation>
    </message>
    <message>
      <source>Made in</source>
      <translation>Où</translation>
    </message>
    <message>
      <source>Version</source>
      <translation>Version</translation>
    </message>
    <message>
      <source>Asked</source>
      <translation>Demandé</translation>
    </message>
    <message>
      <source>Not now</source>
      <translation>Pas maintenant</translation>
    </message>
    <message>
      <source>No</source>
      <translation>Non</translation>
    </message>
    <message>
      <source>Yes</source>
      <translation>Oui</translation>
    </message>
    <message>
      <source>Yes again</source>
      <translation>Oui de nouveau</translation>
    </message>
    <message>
      <source>Taken back</source>
      <translation>Retiré</translation>
    </message>
    <message>
      <source>Ran out</source>
      <translation>Expiré</translation>
    </message>
    <message>
      <source>No longer counts</source>
      <translation>N’est plus valable</translation>
    </message>
    <message>
      <source>Question</source>
      <translation>Question</translation>
    </message>
    <message>
      <source>This window</source>
      <translation>Cette fenêtre</translation>
    </message>
    <message>
      <source>Command line</source>
      <translation>Ligne de commande</translation>
    </message>
    <message>
      <source>Application</source>
      <translation>Application</translation>
    </message>
    <message numerus="yes">
      <source>Deleted there after %n day(s).</source>
      <translation>
        <numerusform>Supprimé là-bas après %n jour.</numerusform>
        <numerusform>Supprimé là-bas après %n jours.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Asked again after %n day(s).</source>
      <translation>
        <numerusform>La question revient après %n jour.</numerusform>
        <numerusform>La question revient après %n jours.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>What is in it: %n field(s)</source>
      <translation>
        <numerusform>Contenu : %n champ</numerusform>
        <numerusform>Contenu : %n champs</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n record(s) waiting to be sent.</source>
      <translation>
        <numerusform>%n enregistrement attend d’être envoyé.</numerusform>
        <numerusform>%n enregistrements attendent d’être envoyés.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n record(s)</source>
      <translation>
        <numerusform>%n enregistrement</numerusform>
        <numerusform>%n enregistrements</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>What changed since you agreed: %n difference(s)</source>
      <translation>
        <numerusform>Ce qui a changé depuis votre accord : %n différence</numerusform>
        <numerusform>Ce qui a changé depuis votre accord : %n différences</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n waiting record(s) deleted.</source>
      <translation>
        <numerusform>%n enregistrement en attente supprimé.</numerusform>
        <numerusform>%n enregistrements en attente supprimés.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n record(s) saved: {path}</source>
      <translation>
        <numerusform>%n enregistrement écrit dans le fichier : {path}</numerusform>
        <numerusform>%n enregistrements écrits dans le fichier : {path}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n byte(s)</source>
      <translation>
        <numerusform>%n octet</numerusform>
        <numerusform>%n octets</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{rule} (%n times)</source>
      <translation>
        <numerusform>{rule}</numerusform>
        <numerusform>{rule} (%n fois)</numerusform>
      </translation>
    </message>
  </context>
</TS>
