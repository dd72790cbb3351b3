<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
  <context>
    <name>optlog</name>
    <message>
      <source>Privacy settings: {app}</source>
      <translation>Ajustes de privacidad: {app}</translation>
    </message>
    <message>
      <source>What has been sent so far</source>
      <translation>Lo que se ha enviado hasta ahora</translation>
    </message>
    <message>
      <source>Nothing has left this computer.</source>
      <translation>Nada ha salido de este ordenador.</translation>
    </message>
    <message>
      <source>Nothing is sent. What was sent before cannot be read.</source>
      <translation>No se envía nada. Lo enviado antes no se puede leer.</translation>
    </message>
    <message>
      <source>Last sent today at {time}; {records}, {size} in all.</source>
      <translation>Último envío hoy a las {time}; en total {records}, {size}.</translation>
    </message>
    <message>
      <source>Last sent on {date} at {time}; {records}, {size} in all.</source>
      <translation>Último envío el {date} a las {time}; en total {records}, {size}.</translation>
    </message>
    <message>
      <source>Parts of the privacy settings</source>
      <translation>Partes de los ajustes de privacidad</translation>
    </message>
    <message>
      <source>&amp;Choices</source>
      <translation>&amp;Elecciones</translation>
    </message>
    <message>
      <source>What would be &amp;sent</source>
      <translation>Lo que se en&amp;viaría</translation>
    </message>
    <message>
      <source>&amp;Who and where</source>
      <translation>&amp;Quién y dónde</translation>
    </message>
    <message>
      <source>No&amp;tice</source>
      <translation>Av&amp;iso</translation>
    </message>
    <message>
      <source>&amp;History</source>
      <translation>&amp;Historial</translation>
    </message>
    <message>
      <source>Send &amp;nothing</source>
      <translation>&amp;No enviar nada</translation>
    </message>
    <message>
      <source>Turns every choice off at once and deletes what waits to be sent.</source>
      <translation>Desactiva todo de inmediato y borra lo que espera a ser enviado.</translation>
    </message>
    <message>
      <source>C&amp;lose</source>
      <translation>&amp;Cerrar</translation>
    </message>
    <message>
      <source>Closes this window. Changes have been recorded already.</source>
      <translation>Cierra esta ventana. Los cambios ya están guardados.</translation>
    </message>
    <message>
      <source>Result of the last change</source>
      <translation>Resultado del último cambio</translation>
    </message>
    <message>
      <source>Recorded: {title} is on. Untick the box to take it back.</source>
      <translation>Guardado: «{title}» está activado. Desmarque la casilla para retirarlo.</translation>
    </message>
    <message>
      <source>Recorded: {title} is on, but nothing is sent. {reason}</source>
      <translation>Guardado: «{title}» está activado, pero no se envía nada. {reason}</translation>
    </message>
    <message>
      <source>Recorded: {title} is off. What was waiting for it has been deleted.</source>
      <translation>Guardado: «{title}» está desactivado. Lo que esperaba por ello se ha borrado.</translation>
    </message>
    <message>
      <source>Recorded: nothing is sent. What was waiting has been deleted.</source>
      <translation>Guardado: no se envía nada. Lo que esperaba se ha borrado.</translation>
    </message>
    <message>
      <source>Nothing is sent; your choices say so already.</source>
      <translation>No se envía nada; así lo tiene ya elegido.</translation>
    </message>
    <message>
      <source>Problem: {message}.</source>
      <translation>Problema: {message}.</translation>
    </message>
    <message>
      <source>The choice was not recorded, and nothing new is sent.</source>
      <translation>La elección no se ha guardado, y no se envía nada nuevo.</translation>
    </message>
    <message>
      <source>Nothing will be sent. But this could not be recorded, so that it may not last beyond this program.</source>
      <translation>No se enviará nada. Pero esto no se ha podido guardar y quizá solo valga hasta que termine este programa.</translation>
    </message>
    <message>
      <source>Another program holds the file of your choices: close it, or try again.</source>
      <translation>Otro programa tiene abierto el archivo de sus elecciones: ciérrelo o inténtelo de nuevo.</translation>
    </message>
    <message>
      <source>The data folder cannot be written: make it writable, then try again.</source>
      <translation>No se puede escribir en la carpeta de datos: permita la escritura y vuelva a intentarlo.</translation>
    </message>
    <message>
      <source>The disk is full: free some space, then try again.</source>
      <translation>El disco está lleno: libere espacio y vuelva a intentarlo.</translation>
    </message>
    <message>
      <source>The file of your choices is damaged: choose again, and it is set aside, never deleted.</source>
      <translation>El archivo de sus elecciones está dañado: elija de nuevo y se apartará, sin borrarlo nunca.</translation>
    </message>
    <message>
      <source>A newer version of the application wrote the file of your choices: use that version.</source>
      <translation>Una versión más nueva de la aplicación escribió el archivo de sus elecciones: use esa versión.</translation>
    </message>
    <message>
      <source>The file of your choices cannot be read: check who owns it and its folder.</source>
      <translation>No se puede leer el archivo de sus elecciones: compruebe a quién pertenecen él y su carpeta.</translation>
    </message>
    <message>
      <source>This cannot be shown: {message}.</source>
      <translation>Esto no se puede mostrar: {message}.</translation>
    </message>
    <message>
      <source>What to do: {hint}.</source>
      <translation>Qué hacer: {hint}.</translation>
    </message>
    <message>
      <source>Copied.</source>
      <translation>Copiado.</translation>
    </message>
    <message>
      <source>The folder could not be opened. It may not exist yet: {path}</source>
      <translation>No se pudo abrir la carpeta. Quizá aún no exista: {path}</translation>
    </message>
    <message>
      <source>You have a new pseudonym. New records cannot be linked to earlier ones by it.</source>
      <translation>Tiene un seudónimo nuevo. Con él no se pueden relacionar las anotaciones nuevas con las anteriores.</translation>
    </message>
    <message>
      <source>Turned off by your organisation.</source>
      <translation>Desactivado por su organización.</translation>
    </message>
    <message>
      <source>Turned off by DO_NOT_TRACK.</source>
      <translation>Desactivado por DO_NOT_TRACK.</translation>
    </message>
    <message>
      <source>Turned off by OPTLOG_TELEMETRY.</source>
      <translation>Desactivado por OPTLOG_TELEMETRY.</translation>
    </message>
    <message>
      <source>Turned off for this run of the application.</source>
      <translation>Desactivado mientras dure esta ejecución de la aplicación.</translation>
    </message>
    <message>
      <source>Turned off by the file OPT_OUT in the data folder.</source>
      <translation>Desactivado por el archivo OPT_OUT de la carpeta de datos.</translation>
    </message>
    <message>
      <source>Your choices cannot be read, so nothing is sent.</source>
      <translation>No se pueden leer sus elecciones, así que no se envía nada.</translation>
    </message>
    <message>
      <source>The server does not take records at present: {message}. They wait, and are tried again.</source>
      <translation>El servidor no admite anotaciones por ahora: {message}. Quedan en espera y se volverá a intentar.</translation>
    </message>
    <message>
      <source>Turned off.</source>
      <translation>Desactivado.</translation>
    </message>
    <message>
      <source>Reason: {reason}.</source>
      <translation>Motivo: {reason}.</translation>
    </message>
    <message>
      <source>Nothing is sent while this lasts. Your recorded choices are kept: they can be taken back here, but not newly made.</source>
      <translation>Mientras dure, no se envía nada. Sus elecciones guardadas se conservan: aquí puede retirarlas, pero no hacer otras nuevas.</translation>
    </message>
    <message>
      <source>This holds for: {titles}. Recorded choices are kept: they can be taken back here, but not newly made.</source>
      <translation>Esto vale para: {titles}. Las elecciones guardadas se conservan: aquí puede retirarlas, pero no hacer otras nuevas.</translation>
    </message>
    <message>
      <source>No server is set, so nothing can be sent.</source>
      <translation>No hay ningún servidor configurado, así que no se puede enviar nada.</translation>
    </message>
    <message>
      <source>Only what is ticked may leave this computer. A change counts at once.</source>
      <translation>Solo lo que esté marcado puede salir de este ordenador. Los cambios tienen efecto inmediato.</translation>
    </message>
    <message>
      <source>Received by {names}.</source>
      <translation>Lo recibe: {names}.</translation>
    </message>
    <message>
      <source>The makers have not stated who receives it.</source>
      <translation>El fabricante no ha indicado quién lo recibe.</translation>
    </message>
    <message>
      <source>No choice made. Nothing is sent.</source>
      <translation>Aún no ha elegido. No se envía nada.</translation>
    </message>
    <message>
      <source>You agreed. Such records are sent.</source>
      <translation>Usted aceptó. Estas anotaciones se envían.</translation>
    </message>
    <message>
      <source>You agreed, but no server is set. Nothing is sent.</source>
      <translation>Usted aceptó, pero no hay ningún servidor configurado. No se envía nada.</translation>
    </message>
    <message>
      <source>You agreed, but nothing is sent. {reason}</source>
      <translation>Usted aceptó, pero no se envía nada. {reason}</translation>
    </message>
    <message>
      <source>You said no. Nothing is sent.</source>
      <translation>Usted dijo que no. No se envía nada.</translation>
    </message>
    <message>
      <source>You took your agreement back. Nothing is sent.</source>
      <translation>Usted retiró su consentimiento. No se envía nada.</translation>
    </message>
    <message>
      <source>Your agreement no longer counts. Nothing is sent.</source>
      <translation>Su consentimiento ya no es válido. No se envía nada.</translation>
    </message>
    <message>
      <source>Your agreement has run out. Nothing is sent.</source>
      <translation>Su consentimiento ha caducado. No se envía nada.</translation>
    </message>
    <message>
      <source>What is collected has changed since you agreed. Nothing is sent.</source>
      <translation>Lo que se recoge ha cambiado desde que usted aceptó. No se envía nada.</translation>
    </message>
    <message>
      <source>This profile was copied or moved from elsewhere, so that your agreement no longer counts. Nothing is sent.</source>
      <translation>Este perfil se copió o se movió desde otro lugar, por lo que su consentimiento ya no es válido. No se envía nada.</translation>
    </message>
    <message>
      <source>You agreed. What has been added since stays here.</source>
      <translation>Usted aceptó. Lo añadido desde entonces se queda aquí.</translation>
    </message>
    <message>
      <source>Your choice cannot be read. Nothing is sent.</source>
      <translation>No se puede leer su elección. No se envía nada.</translation>
    </message>
    <message>
      <source>Shows every field that may leave for this choice: {title}</source>
      <translation>Muestra cada campo que puede salir por esta elección: {title}</translation>
    </message>
    <message>
      <source>Hides these fields again.</source>
      <translation>Vuelve a ocultar estos campos.</translation>
    </message>
    <message>
      <source>Fields that may leave: {title}</source>
      <translation>Campos que pueden salir: {title}</translation>
    </message>
    <message>
      <source>Field</source>
      <translation>Campo</translation>
    </message>
    <message>
      <source>What it holds</source>
      <translation>Qué contiene</translation>
    </message>
    <message>
      <source>What for</source>
      <translation>Para qué</translation>
    </message>
    <message>
      <source>Example from this computer</source>
      <translation>Ejemplo de este ordenador</translation>
    </message>
    <message>
      <source>{value} (made up)</source>
      <translation>{value} (inventado)</translation>
    </message>
    <message>
      <source>Part of every choice</source>
      <translation>Parte de todas las elecciones</translation>
    </message>
    <message>
      <source>Only for this choice</source>
      <translation>Solo para esta elección</translation>
    </message>
    <message>
      <source>Also for: {titles}</source>
      <translation>También para: {titles}</translation>
    </message>
    <message>
      <source>{why} (until {date})</source>
      <translation>{why} (hasta {date})</translation>
    </message>
    <message>
      <source>Closes this window.</source>
      <translation>Cierra esta ventana.</translation>
    </message>
    <message>
      <source>Shows how what is collected differs from what you agreed to.</source>
      <translation>Muestra en qué difiere lo que se recoge de lo que usted aceptó.</translation>
    </message>
    <message>
      <source>Hides the differences again.</source>
      <translation>Vuelve a ocultar las diferencias.</translation>
    </message>
    <message>
      <source>What changed since you agreed</source>
      <translation>Lo que ha cambiado desde que usted aceptó</translation>
    </message>
    <message>
      <source>Version {version} ({date}): {words}</source>
      <translation>Versión {version} ({date}): {words}</translation>
    </message>
    <message>
      <source>Part</source>
      <translation>Parte</translation>
    </message>
    <message>
      <source>Difference</source>
      <translation>Diferencia</translation>
    </message>
    <message>
      <source>What follows</source>
      <translation>Qué implica</translation>
    </message>
    <message>
      <source>You are told.</source>
      <translation>Se le informa.</translation>
    </message>
    <message>
      <source>You are asked; until you answer, only what you agreed to is sent.</source>
      <translation>Se le pregunta; hasta que responda, solo se envía lo que usted aceptó.</translation>
    </message>
    <message>
      <source>Nothing is sent until you agree.</source>
      <translation>No se envía nada hasta que usted acepte.</translation>
    </message>
    <message>
      <source>Question about sharing records</source>
      <translation>Pregunta sobre compartir anotaciones</translation>
    </message>
    <message>
      <source>Share records of {app} with {name}?</source>
      <translation>¿Compartir anotaciones de {app} con {name}?</translation>
    </message>
    <message>
      <source>Share records of {app} with its makers?</source>
      <translation>¿Compartir anotaciones de {app} con su fabricante?</translation>
    </message>
    <message>
      <source>Only what you tick leaves this computer. You can change your choice at any time in the privacy settings.</source>
      <translation>Solo lo que usted marque sale de este ordenador. Puede cambiar su elección en cualquier momento en los ajustes de privacidad.</translation>
    </message>
    <message>
      <source>Your earlier agreement has run out. Nothing is sent.</source>
      <translation>Su consentimiento anterior ha caducado. No se envía nada.</translation>
    </message>
    <message>
      <source>Your earlier agreement no longer counts. Nothing is sent.</source>
      <translation>Su consentimiento anterior ya no es válido. No se envía nada.</translation>
    </message>
    <message>
      <source>You agreed to this before; now more would be sent. Without a tick, only what you agreed to is sent.</source>
      <translation>Usted ya aceptó esto; ahora se enviaría más. Sin marcarlo, solo se envía lo que aceptó.</translation>
    </message>
    <message>
      <source>Not ticked means: not shared.</source>
      <translation>Sin marcar, no se comparte.</translation>
    </message>
    <message>
      <source>&amp;Don’t share</source>
      <translation>&amp;No compartir</translation>
    </message>
    <message>
      <source>Records a no for everything in this question. You are not asked about it again.</source>
      <translation>Guarda un no a todo lo de esta pregunta. No se le volverá a preguntar.</translation>
    </message>
    <message>
      <source>&amp;Share selected</source>
      <translation>&amp;Compartir lo marcado</translation>
    </message>
    <message>
      <source>Records your choices as they are ticked.</source>
      <translation>Guarda sus elecciones tal como están marcadas.</translation>
    </message>
    <message>
      <source>Not &amp;now</source>
      <translation>&amp;Ahora no</translation>
    </message>
    <message>
      <source>Closes the question without a choice.</source>
      <translation>Cierra la pregunta sin elegir nada.</translation>
    </message>
    <message>
      <source>See e&amp;xactly what would be sent</source>
      <translation>&amp;Ver exactamente lo que se enviaría</translation>
    </message>
    <message>
      <source>Opens a window with the records, byte for byte.</source>
      <translation>Abre una ventana con las anotaciones, byte por byte.</translation>
    </message>
    <message>
      <source>Nothing is ticked. Tick what may be sent, or choose “Don’t share”.</source>
      <translation>No hay nada marcado. Marque lo que se puede enviar o elija «No compartir».</translation>
    </message>
    <message>
      <source>What would be sent: {app}</source>
      <translation>Lo que se enviaría: {app}</translation>
    </message>
    <message>
      <source>Sharing is off</source>
      <translation>Compartir: desactivado</translation>
    </message>
    <message>
      <source>Sharing is on</source>
      <translation>Compartir: activado</translation>
    </message>
    <message>
      <source>Sharing is held up</source>
      <translation>Compartir: detenido</translation>
    </message>
    <message>
      <source>Shared: {titles}.</source>
      <translation>Se comparte: {titles}.</translation>
    </message>
    <message>
      <source>A click opens the privacy settings.</source>
      <translation>Un clic abre los ajustes de privacidad.</translation>
    </message>
    <message>
      <source>Privacy settings…</source>
      <translation>Ajustes de privacidad…</translation>
    </message>
    <message>
      <source>{state}: privacy settings…</source>
      <translation>{state}: ajustes de privacidad…</translation>
    </message>
    <message>
      <source>Privacy n&amp;otice</source>
      <translation>Aviso de &amp;privacidad</translation>
    </message>
    <message>
      <source>Opens the privacy notice. It is made on this computer.</source>
      <translation>Abre el aviso de privacidad. Se genera en este ordenador.</translation>
    </message>
    <message>
      <source>Privacy notice: {app}</source>
      <translation>Aviso de privacidad: {app}</translation>
    </message>
    <message>
      <source>The privacy notice</source>
      <translation>El aviso de privacidad</translation>
    </message>
    <message>
      <source>Save &amp;as…</source>
      <translation>&amp;Guardar como…</translation>
    </message>
    <message>
      <source>Saves the notice as HTML, Markdown or PDF.</source>
      <translation>Guarda el aviso como HTML, Markdown o PDF.</translation>
    </message>
    <message>
      <source>Web page (*.html)</source>
      <translation>Página web (*.html)</translation>
    </message>
    <message>
      <source>Markdown (*.md)</source>
      <translation>Markdown (*.md)</translation>
    </message>
    <message>
      <source>PDF document (*.pdf)</source>
      <translation>Documento PDF (*.pdf)</translation>
    </message>
    <message>
      <source>Saved: {path}</source>
      <translation>Guardado: {path}</translation>
    </message>
    <message>
      <source>The file could not be written: {path}. Choose another folder.</source>
      <translation>No se pudo escribir el archivo: {path}. Elija otra carpeta.</translation>
    </message>
    <message>
      <source>The page could not be opened: {url}</source>
      <translation>No se pudo abrir la página: {url}</translation>
    </message>
    <message>
      <source>The newest records, byte for byte as they would leave this computer or left it.</source>
      <translation>Las anotaciones más recientes, byte por byte, tal como saldrían de este ordenador o salieron de él.</translation>
    </message>
    <message>
      <source>There are no records yet. They appear here when the application has written some.</source>
      <translation>Aún no hay anotaciones. Aparecerán aquí cuando la aplicación haya escrito alguna.</translation>
    </message>
    <message>
      <source>No record holds what you look for.</source>
      <translation>Ninguna anotación coincide con lo que busca.</translation>
    </message>
    <message>
      <source>Records</source>
      <translation>Anotaciones</translation>
    </message>
    <message>
      <source>The selected record is shown in full below.</source>
      <translation>La anotación seleccionada se muestra entera abajo.</translation>
    </message>
    <message>
      <source>Sh&amp;ow:</source>
      <translation>&amp;Mostrar:</translation>
    </message>
    <message>
      <source>Shows only the records of one kind or of one choice.</source>
      <translation>Muestra solo las anotaciones de un tipo o de una elección.</translation>
    </message>
    <message>
      <source>All records</source>
      <translation>Todas las anotaciones</translation>
    </message>
    <message>
      <source>Reading…</source>
      <translation>Leyendo…</translation>
    </message>
    <message>
      <source>&amp;Find:</source>
      <translation>&amp;Buscar:</translation>
    </message>
    <message>
      <source>Shows only the records that hold this text.</source>
      <translation>Muestra solo las anotaciones que contienen este texto.</translation>
    </message>
    <message>
      <source>&amp;Refresh</source>
      <translation>Act&amp;ualizar</translation>
    </message>
    <message>
      <source>Reads the newest records again.</source>
      <translation>Vuelve a leer las anotaciones más recientes.</translation>
    </message>
    <message>
      <source>Time (UTC)</source>
      <translation>Hora (UTC)</translation>
    </message>
    <message>
      <source>Choice</source>
      <translation>Elección</translation>
    </message>
    <message>
      <source>State</source>
      <translation>Estado</translation>
    </message>
    <message>
      <source>Message</source>
      <translation>Mensaje</translation>
    </message>
    <message>
      <source>Waiting</source>
      <translation>En espera</translation>
    </message>
    <message>
      <source>Would be sent</source>
      <translation>Se enviaría</translation>
    </message>
    <message>
      <source>Stays here</source>
      <translation>Se queda aquí</translation>
    </message>
    <message>
      <source>Sent</source>
      <translation>Enviado</translation>
    </message>
    <message>
      <source>This record was sent to {host}, {time} UTC. These bytes are what left.</source>
      <translation>Esta anotación se envió a {host}, {time} UTC. Estos son los bytes que salieron.</translation>
    </message>
    <message>
      <source>This record waits to be sent. These bytes are what leaves.</source>
      <translation>Esta anotación espera a ser enviada. Estos son los bytes que saldrán.</translation>
    </message>
    <message>
      <source>This record was made earlier. One like it would be sent from now on.</source>
      <translation>Esta anotación se hizo antes. Una como esta se enviaría a partir de ahora.</translation>
    </message>
    <message>
      <source>This record stays on this computer, because “{title}” is off.</source>
      <translation>Esta anotación se queda en este ordenador, porque «{title}» está desactivado.</translation>
    </message>
    <message>
      <source>Rea&amp;dable</source>
      <translation>&amp;Legible</translation>
    </message>
    <message>
      <source>One field a line.</source>
      <translation>Un campo por línea.</translation>
    </message>
    <message>
      <source>&amp;Exact bytes</source>
      <translation>B&amp;ytes exactos</translation>
    </message>
    <message>
      <source>The record as it is written to the network.</source>
      <translation>La anotación tal como se escribe en la red.</translation>
    </message>
    <message>
      <source>Co&amp;py</source>
      <translation>Co&amp;piar</translation>
    </message>
    <message>
      <source>Copies the text above.</source>
      <translation>Copia el texto de arriba.</translation>
    </message>
    <message>
      <source>Sa&amp;ve records…</source>
      <translation>Guardar ano&amp;taciones…</translation>
    </message>
    <message>
      <source>Saves the records in the list, one a line, byte for byte.</source>
      <translation>Guarda las anotaciones de la lista, una por línea, byte por byte.</translation>
    </message>
    <message>
      <source>Records (*.ndjson)</source>
      <translation>Anotaciones (*.ndjson)</translation>
    </message>
    <message>
      <source>Delete what wa&amp;its</source>
      <translation>B&amp;orrar lo que espera</translation>
    </message>
    <message>
      <source>Deletes the records that wait to be sent. They are never sent.</source>
      <translation>Borra las anotaciones que esperan a ser enviadas. No se enviarán nunca.</translation>
    </message>
    <message>
      <source>The selected record</source>
      <translation>La anotación seleccionada</translation>
    </message>
    <message>
      <source>Disguised in it: {rules}.</source>
      <translation>Ocultado en ella: {rules}.</translation>
    </message>
    <message>
      <source>Nothing in it had to be disguised.</source>
      <translation>No hubo que ocultar nada en ella.</translation>
    </message>
    <message>
      <source>Who decides and answers for it</source>
      <translation>Quién es el responsable</translation>
    </message>
    <message>
      <source>Who receives it</source>
      <translation>Quién lo recibe</translation>
    </message>
    <message>
      <source>Where it is sent</source>
      <translation>Adónde se envía</translation>
    </message>
    <message>
      <source>Log files on this computer</source>
      <translation>Archivos de registro en este ordenador</translation>
    </message>
    <message>
      <source>Your choices and waiting records on this computer</source>
      <translation>Sus elecciones y las anotaciones en espera en este ordenador</translation>
    </message>
    <message>
      <source>Your pseudonym</source>
      <translation>Su seudónimo</translation>
    </message>
    <message>
      <source>It stands in every record instead of your name. A key on this computer makes it.</source>
      <translation>Aparece en cada anotación en lugar de su nombre. Se forma con una clave guardada en este ordenador.</translation>
    </message>
    <message>
      <source>You have none, because nothing is sent.</source>
      <translation>No tiene ninguno, porque no se envía nada.</translation>
    </message>
    <message>
      <source>The makers have not stated this.</source>
      <translation>El fabricante no lo ha indicado.</translation>
    </message>
    <message>
      <source>{name} ({country})</source>
      <translation>{name} ({country})</translation>
    </message>
    <message>
      <source>&amp;Open folder</source>
      <translation>A&amp;brir carpeta</translation>
    </message>
    <message>
      <source>Open &amp;folder</source>
      <translation>Abrir car&amp;peta</translation>
    </message>
    <message>
      <source>Opens {path} in the file manager.</source>
      <translation>Abre {path} en el gestor de archivos.</translation>
    </message>
    <message>
      <source>&amp;Reset pseudonym</source>
      <translation>&amp;Renovar seudónimo</translation>
    </message>
    <message>
      <source>Makes a new pseudonym at once. The old one cannot be brought back.</source>
      <translation>Forma un seudónimo nuevo de inmediato. El anterior no se puede recuperar.</translation>
    </message>
    <message>
      <source>Deletion of what was shared</source>
      <translation>Supresión de lo compartido</translation>
    </message>
    <message>
      <source>The makers can be asked to delete every record that carries your pseudonym. The request holds the pseudonym and nothing else about you. It changes none of your choices.</source>
      <translation>Puede pedir al fabricante que borre toda anotación que lleve su seudónimo. La solicitud contiene el seudónimo y nada más sobre usted. No cambia ninguna de sus elecciones.</translation>
    </message>
    <message>
      <source>No request is under way.</source>
      <translation>No hay ninguna solicitud en curso.</translation>
    </message>
    <message>
      <source>Show the re&amp;quest</source>
      <translation>&amp;Mostrar la solicitud</translation>
    </message>
    <message>
      <source>Shows the request as it would be sent. Nothing is sent yet.</source>
      <translation>Muestra la solicitud tal como se enviaría. Aún no se envía nada.</translation>
    </message>
    <message>
      <source>The request, as it would be sent</source>
      <translation>La solicitud, tal como se enviaría</translation>
    </message>
    <message>
      <source>Send the req&amp;uest</source>
      <translation>Enviar la &amp;solicitud</translation>
    </message>
    <message>
      <source>Sends what is shown, and nothing else.</source>
      <translation>Envía lo que se muestra y nada más.</translation>
    </message>
    <message>
      <source>C&amp;ancel the request</source>
      <translation>Cance&amp;lar la solicitud</translation>
    </message>
    <message>
      <source>Forgets the request at once. One that has arrived cannot be called back.</source>
      <translation>Descarta la solicitud de inmediato. Una que ya llegó no se puede retirar.</translation>
    </message>
    <message>
      <source>The request waits: {tries} of {most} tries made, next try {time} UTC.</source>
      <translation>La solicitud espera: {tries} de {most} intentos hechos, próximo intento {time} UTC.</translation>
    </message>
    <message>
      <source>The request arrived on {time} UTC.</source>
      <translation>La solicitud llegó el {time} UTC.</translation>
    </message>
    <message>
      <source>The request did not arrive in {tries} tries. Send it again, or cancel it.</source>
      <translation>La solicitud no llegó en {tries} intentos. Envíela de nuevo o cancélela.</translation>
    </message>
    <message>
      <source>Last try: {error}.</source>
      <translation>Último intento: {error}.</translation>
    </message>
    <message>
      <source>The request is being sent…</source>
      <translation>Enviando la solicitud…</translation>
    </message>
    <message>
      <source>The request is forgotten; nothing more of it is sent.</source>
      <translation>La solicitud se ha descartado; no se envía nada más de ella.</translation>
    </message>
    <message>
      <source>The request had arrived already. Its receipt on this computer is forgotten.</source>
      <translation>La solicitud ya había llegado. Su comprobante en este ordenador se ha borrado.</translation>
    </message>
    <message>
      <source>You have made no choice yet.</source>
      <translation>Aún no ha elegido nada.</translation>
    </message>
    <message>
      <source>Your choices, newest first</source>
      <translation>Sus elecciones, la más reciente primero</translation>
    </message>
    <message>
      <source>The record of your choices is complete and unchanged.</source>
      <translation>El registro de sus elecciones está completo y sin cambios.</translation>
    </message>
    <message>
      <source>The record of your choices has been changed: {faults}.</source>
      <translation>El registro de sus elecciones se ha modificado: {faults}.</translation>
    </message>
    <message>
      <source>What you chose</source>
      <translation>Su elección</translation>
    </message>
    <message>
      <source>Made in</source>
      <translation>Dónde</translation>
    </message>
    <message>
      <source>Version</source>
      <translation>Versión</translation>
    </message>
    <message>
      <source>Asked</source>
      <translation>Preguntado</translation>
    </message>
    <message>
      <source>Not now</source>
      <translation>Ahora no</translation>
    </message>
    <message>
      <source>No</source>
      <translation>No</translation>
    </message>
    <message>
      <source>Yes</source>
      <translation>Sí</translation>
    </message>
    <message>
      <source>Yes again</source>
      <translation>Sí de nuevo</translation>
    </message>
    <message>
      <source>Taken back</source>
      <translation>Retirado</translation>
    </message>
    <message>
      <source>Ran out</source>
      <translation>Caducado</translation>
    </message>
    <message>
      <source>No longer counts</source>
      <translation>Ya no es válido</translation>
    </message>
    <message>
      <source>Question</source>
      <translation>Pregunta</translation>
    </message>
    <message>
      <source>This window</source>
      <translation>Esta ventana</translation>
    </message>
    <message>
      <source>Command line</source>
      <translation>Línea de comandos</translation>
    </message>
    <message>
      <source>Application</source>
      <translation>Aplicación</translation>
    </message>
    <message numerus="yes">
      <source>Deleted there after %n day(s).</source>
      <translation>
        <numerusform>Se borra allí después de %n día.</numerusform>
        <numerusform>Se borra allí después de %n días.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Asked again after %n day(s).</source>
      <translation>
        <numerusform>Se vuelve a preguntar después de %n día.</numerusform>
        <numerusform>Se vuelve a preguntar después de %n días.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>What is in it: %n field(s)</source>
      <translation>
        <numerusform>Contenido: %n campo</numerusform>
        <numerusform>Contenido: %n campos</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n record(s) waiting to be sent.</source>
      <translation>
        <numerusform>%n anotación espera a ser enviada.</numerusform>
        <numerusform>%n anotaciones esperan a ser enviadas.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n record(s)</source>
      <translation>
        <numerusform>%n anotación</numerusform>
        <numerusform>%n anotaciones</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>What changed since you agreed: %n difference(s)</source>
      <translation>
        <numerusform>Lo que ha cambiado desde que usted aceptó: %n diferencia</numerusform>
        <numerusform>Lo que ha cambiado desde que usted aceptó: %n diferencias</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n waiting record(s) deleted.</source>
      <translation>
        <numerusform>%n anotación en espera borrada.</numerusform>
        <numerusform>%n anotaciones en espera borradas.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n record(s) saved: {path}</source>
      <translation>
        <numerusform>%n anotación guardada: {path}</numerusform>
        <numerusform>%n anotaciones guardadas: {path}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n byte(s)</source>
      <translation>
        <numerusform>%n byte</numerusform>
        <numerusform>%n bytes</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{rule} (%n times)</source>
      <translation>
        <numerusform>{rule}</numerusform>
        <numerusform>{rule} (%n veces)</numerusform>
      </translation>
    </message>
  </context>
</TS>
