<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ar" sourcelanguage="en">
  <context>
    <name>optlog</name>
    <message>
      <source>Privacy settings: {app}</source>
      <translation>إعدادات الخصوصية: {app}</translation>
    </message>
    <message>
      <source>What has been sent so far</source>
      <translation>ما أُرسل حتى الآن</translation>
    </message>
    <message>
      <source>Nothing has left this computer.</source>
      <translation>لم يغادر شيء هذا الحاسوب.</translation>
    </message>
    <message>
      <source>Nothing is sent. What was sent before cannot be read.</source>
      <translation>لا يُرسل شيء. ولا يمكن قراءة ما أُرسل من قبل.</translation>
    </message>
    <message>
      <source>Last sent today at {time}; {records}, {size} in all.</source>
      <translation>آخر إرسال اليوم في الساعة {time}؛ المجموع {records}، {size}.</translation>
    </message>
    <message>
      <source>Last sent on {date} at {time}; {records}, {size} in all.</source>
      <translation>آخر إرسال في {date} في الساعة {time}؛ المجموع {records}، {size}.</translation>
    </message>
    <message>
      <source>Parts of the privacy settings</source>
      <translation>أقسام إعدادات الخصوصية</translation>
    </message>
    <message>
      <source>&amp;Choices</source>
      <translation>الا&amp;ختيارات</translation>
    </message>
    <message>
      <source>What would be &amp;sent</source>
      <translation>ما &amp;سيُرسل</translation>
    </message>
    <message>
      <source>&amp;Who and where</source>
      <translation>&amp;من وأين</translation>
    </message>
    <message>
      <source>No&amp;tice</source>
      <translation>الإ&amp;شعار</translation>
    </message>
    <message>
      <source>&amp;History</source>
      <translation>سجل الاخ&amp;تيارات</translation>
    </message>
    <message>
      <source>Send &amp;nothing</source>
      <translation>&amp;لا ترسل شيئًا</translation>
    </message>
    <message>
      <source>Turns every choice off at once and deletes what waits to be sent.</source>
      <translation>يوقف كل الاختيارات فورًا ويحذف ما ينتظر الإرسال.</translation>
    </message>
    <message>
      <source>C&amp;lose</source>
      <translation>إ&amp;غلاق</translation>
    </message>
    <message>
      <source>Closes this window. Changes have been recorded already.</source>
      <translation>يغلق هذه النافذة. سُجّلت التغييرات بالفعل.</translation>
    </message>
    <message>
      <source>Result of the last change</source>
      <translation>نتيجة آخر تغيير</translation>
    </message>
    <message>
      <source>Recorded: {title} is on. Untick the box to take it back.</source>
      <translation>سُجّل: «{title}» مفعّل. أزل العلامة للتراجع.</translation>
    </message>
    <message>
      <source>Recorded: {title} is on, but nothing is sent. {reason}</source>
      <translation>سُجّل: «{title}» مفعّل، لكن لا يُرسل شيء. {reason}</translation>
    </message>
    <message>
      <source>Recorded: {title} is off. What was waiting for it has been deleted.</source>
      <translation>سُجّل: «{title}» موقوف. حُذف ما كان ينتظر لأجله.</translation>
    </message>
    <message>
      <source>Recorded: nothing is sent. What was waiting has been deleted.</source>
      <translation>سُجّل: لا يُرسل شيء. حُذف ما كان ينتظر.</translation>
    </message>
    <message>
      <source>Nothing is sent; your choices say so already.</source>
      <translation>لا يُرسل شيء؛ وهذا ما اخترته بالفعل.</translation>
    </message>
    <message>
      <source>Problem: {message}.</source>
      <translation>مشكلة: {message}.</translation>
    </message>
    <message>
      <source>The choice was not recorded, and nothing new is sent.</source>
      <translation>لم يُسجَّل الاختيار، ولا يُرسل شيء جديد.</translation>
    </message>
    <message>
      <source>Nothing will be sent. But this could not be recorded, so that it may not last beyond this program.</source>
      <translation>لن يُرسل شيء. لكن تعذّر تسجيل ذلك، وقد لا يدوم بعد انتهاء هذا البرنامج.</translation>
    </message>
    <message>
      <source>Another program holds the file of your choices: close it, or try again.</source>
      <translation>يستخدم برنامج آخر ملف اختياراتك: أغلقه أو أعد المحاولة.</translation>
    </message>
    <message>
      <source>The data folder cannot be written: make it writable, then try again.</source>
      <translation>لا يمكن الكتابة في مجلد البيانات: اجعله قابلًا للكتابة ثم أعد المحاولة.</translation>
    </message>
    <message>
      <source>The disk is full: free some space, then try again.</source>
      <translation>القرص ممتلئ: أفرغ بعض المساحة ثم أعد المحاولة.</translation>
    </message>
    <message>
      <source>The file of your choices is damaged: choose again, and it is set aside, never deleted.</source>
      <translation>ملف اختياراتك تالف: اختر من جديد فيوضع جانبًا ولا يُحذف أبدًا.</translation>
    </message>
    <message>
      <source>A newer version of the application wrote the file of your choices: use that version.</source>
      <translation>كتب إصدار أحدث من التطبيق ملف اختياراتك: استخدم ذلك الإصدار.</translation>
    </message>
    <message>
      <source>The file of your choices cannot be read: check who owns it and its folder.</source>
      <translation>لا يمكن قراءة ملف اختياراتك: تحقق من مالكه ومالك مجلده.</translation>
    </message>
    <message>
      <source>This cannot be shown: {message}.</source>
      <translation>لا يمكن عرض هذا: {message}.</translation>
    </message>
    <message>
      <source>What to do: {hint}.</source>
      <translation>ما العمل: {hint}.</translation>
    </message>
    <message>
      <source>Copied.</source>
      <translation>نُسخ.</translation>
    </message>
    <message>
      <source>The folder could not be opened. It may not exist yet: {path}</source>
      <translation>تعذّر فتح المجلد. ربما لم يوجد بعد: {path}</translation>
    </message>
    <message>
      <source>You have a new pseudonym. New records cannot be linked to earlier ones by it.</source>
      <translation>لديك اسم مستعار جديد. لا يمكن به ربط القيود الجديدة بالسابقة.</translation>
    </message>
    <message>
      <source>Turned off by your organisation.</source>
      <translation>أوقفته مؤسستك.</translation>
    </message>
    <message>
      <source>Turned off by DO_NOT_TRACK.</source>
      <translation>أوقفه DO_NOT_TRACK.</translation>
    </message>
    <message>
      <source>Turned off by OPTLOG_TELEMETRY.</source>
      <translation>أوقفه OPTLOG_TELEMETRY.</translation>
    </message>
    <message>
      <source>Turned off for this run of the application.</source>
      <translation>موقوف لهذا التشغيل من التطبيق.</translation>
    </message>
    <message>
      <source>Turned off by the file OPT_OUT in the data folder.</source>
      <translation>أوقفه الملف OPT_OUT في مجلد البيانات.</translation>
    </message>
    <message>
      <source>Your choices cannot be read, so nothing is sent.</source>
      <translation>لا يمكن قراءة اختياراتك، لذا لا يُرسل شيء.</translation>
    </message>
    <message>
      <source>The server does not take records at present: {message}. They wait, and are tried again.</source>
      <translation>لا يقبل الخادم القيود حاليًا: {message}. وهي تنتظر ويُعاد إرسالها.</translation>
    </message>
    <message>
      <source>Turned off.</source>
      <translation>موقوف.</translation>
    </message>
    <message>
      <source>Reason: {reason}.</source>
      <translation>السبب: {reason}.</translation>
    </message>
    <message>
      <source>Nothing is sent while this lasts. Your recorded choices are kept: they can be taken back here, but not newly made.</source>
      <translation>ما دام هذا قائمًا لا يُرسل شيء. تبقى اختياراتك المسجلة: يمكنك التراجع عنها هنا، لا إعطاء موافقة جديدة.</translation>
    </message>
    <message>
      <source>This holds for: {titles}. Recorded choices are kept: they can be taken back here, but not newly made.</source>
      <translation>يسري هذا على: {titles}. تبقى الاختيارات المسجلة: يمكنك التراجع عنها هنا، لا إعطاء موافقة جديدة.</translation>
    </message>
    <message>
      <source>No server is set, so nothing can be sent.</source>
      <translation>لم يُحدَّد خادم، لذا لا يمكن إرسال شيء.</translation>
    </message>
    <message>
      <source>Only what is ticked may leave this computer. A change counts at once.</source>
      <translation>لا يغادر هذا الحاسوب إلا ما وُضعت عليه علامة. ويسري التغيير فورًا.</translation>
    </message>
    <message>
      <source>Received by {names}.</source>
      <translation>المستلم: {names}.</translation>
    </message>
    <message>
      <source>The makers have not stated who receives it.</source>
      <translation>لم يذكر صانعو التطبيق من يتسلمه.</translation>
    </message>
    <message>
      <source>No choice made. Nothing is sent.</source>
      <translation>لم تختر بعد. لا يُرسل شيء.</translation>
    </message>
    <message>
      <source>You agreed. Such records are sent.</source>
      <translation>وافقت. تُرسل هذه القيود.</translation>
    </message>
    <message>
      <source>You agreed, but no server is set. Nothing is sent.</source>
      <translation>وافقت، لكن لم يُحدَّد خادم. لا يُرسل شيء.</translation>
    </message>
    <message>
      <source>You agreed, but nothing is sent. {reason}</source>
      <translation>وافقت، لكن لا يُرسل شيء. {reason}</translation>
    </message>
    <message>
      <source>You said no. Nothing is sent.</source>
      <translation>قلت لا. لا يُرسل شيء.</translation>
    </message>
    <message>
      <source>You took your agreement back. Nothing is sent.</source>
      <translation>سحبت موافقتك. لا يُرسل شيء.</translation>
    </message>
    <message>
      <source>Your agreement no longer counts. Nothing is sent.</source>
      <translation>لم تعد موافقتك سارية. لا يُرسل شيء.</translation>
    </message>
    <message>
      <source>Your agreement has run out. Nothing is sent.</source>
      <translation>انتهت مدة موافقتك. لا يُرسل شيء.</translation>
    </message>
    <message>
      <source>What is collected has changed since you agreed. Nothing is sent.</source>
      <translation>تغيّر ما يُجمع منذ موافقتك. لا يُرسل شيء.</translation>
    </message>
    <message>
      <source>This profile was copied or moved from elsewhere, so that your agreement no longer counts. Nothing is sent.</source>
      <translation>نُسخ هذا الملف الشخصي أو نُقل من مكان آخر، فلم تعد موافقتك سارية. لا يُرسل شيء.</translation>
    </message>
    <message>
      <source>You agreed. What has been added since stays here.</source>
      <translation>وافقت. وما أُضيف منذ ذلك الحين يبقى هنا.</translation>
    </message>
    <message>
      <source>Your choice cannot be read. Nothing is sent.</source>
      <translation>لا يمكن قراءة اختيارك. لا يُرسل شيء.</translation>
    </message>
    <message>
      <source>Shows every field that may leave for this choice: {title}</source>
      <translation>يعرض كل حقل قد يُرسل لهذا الاختيار: {title}</translation>
    </message>
    <message>
      <source>Hides these fields again.</source>
      <translation>يخفي هذه الحقول من جديد.</translation>
    </message>
    <message>
      <source>Fields that may leave: {title}</source>
      <translation>الحقول التي قد تُرسل: {title}</translation>
    </message>
    <message>
      <source>Field</source>
      <translation>الحقل</translation>
    </message>
    <message>
      <source>What it holds</source>
      <translation>ما يحويه</translation>
    </message>
    <message>
      <source>What for</source>
      <translation>لماذا</translation>
    </message>
    <message>
      <source>Example from this computer</source>
      <translation>مثال من هذا الحاسوب</translation>
    </message>
    <message>
      <source>{value} (made up)</source>
      <translation>{value} (مثال مختلق)</translation>
    </message>
    <message>
      <source>Part of every choice</source>
      <translation>جزء من كل اختيار</translation>
    </message>
    <message>
      <source>Only for this choice</source>
      <translation>لهذا الاختيار وحده</translation>
    </message>
    <message>
      <source>Also for: {titles}</source>
      <translation>أيضًا لأجل: {titles}</translation>
    </message>
    <message>
      <source>{why} (until {date})</source>
      <translation>{why} (حتى {date})</translation>
    </message>
    <message>
      <source>Closes this window.</source>
      <translation>يغلق هذه النافذة.</translation>
    </message>
    <message>
      <source>Shows how what is collected differs from what you agreed to.</source>
      <translation>يعرض كيف يختلف ما يُجمع عما وافقت عليه.</translation>
    </message>
    <message>
      <source>Hides the differences again.</source>
      <translation>يخفي الفروق من جديد.</translation>
    </message>
    <message>
      <source>What changed since you agreed</source>
      <translation>ما تغيّر منذ موافقتك</translation>
    </message>
    <message>
      <source>Version {version} ({date}): {words}</source>
      <translation>الإصدار {version} ({date}): {words}</translation>
    </message>
    <message>
      <source>Part</source>
      <translation>الجزء</translation>
    </message>
    <message>
      <source>Difference</source>
      <translation>الفرق</translation>
    </message>
    <message>
      <source>What follows</source>
      <translation>ما يترتب عليه</translation>
    </message>
    <message>
      <source>You are told.</source>
      <translation>تُخبَر به.</translation>
    </message>
    <message>
      <source>You are asked; until you answer, only what you agreed to is sent.</source>
      <translation>تُسأل؛ وحتى تجيب لا يُرسل إلا ما وافقت عليه.</translation>
    </message>
    <message>
      <source>Nothing is sent until you agree.</source>
      <translation>لا يُرسل شيء حتى توافق.</translation>
    </message>
    <message>
      <source>Question about sharing records</source>
      <translation>سؤال عن مشاركة القيود</translation>
    </message>
    <message>
      <source>Share records of {app} with {name}?</source>
      <translation>هل تشارك قيود {app} مع {name}؟</translation>
    </message>
    <message>
      <source>Share records of {app} with its makers?</source>
      <translation>هل تشارك قيود {app} مع صانعيه؟</translation>
    </message>
    <message>
      <source>Only what you tick leaves this computer. You can change your choice at any time in the privacy settings.</source>
      <translation>لا يغادر هذا الحاسوب إلا ما تضع عليه علامة. ويمكنك تغيير اختيارك في أي وقت في إعدادات الخصوصية.</translation>
    </message>
    <message>
      <source>Your earlier agreement has run out. Nothing is sent.</source>
      <translation>انتهت مدة موافقتك السابقة. لا يُرسل شيء.</translation>
    </message>
    <message>
      <source>Your earlier agreement no longer counts. Nothing is sent.</source>
      <translation>لم تعد موافقتك السابقة سارية. لا يُرسل شيء.</translation>
    </message>
    <message>
      <source>You agreed to this before; now more would be sent. Without a tick, only what you agreed to is sent.</source>
      <translation>وافقت على هذا من قبل؛ والآن سيُرسل أكثر. من غير علامة لا يُرسل إلا ما وافقت عليه.</translation>
    </message>
    <message>
      <source>Not ticked means: not shared.</source>
      <translation>من غير علامة يعني: لا يُشارَك.</translation>
    </message>
    <message>
      <source>&amp;Don’t share</source>
      <translation>&amp;لا تشارك</translation>
    </message>
    <message>
      <source>Records a no for everything in this question. You are not asked about it again.</source>
      <translation>يسجل «لا» لكل ما في هذا السؤال. ولا تُسأل عنه ثانية.</translation>
    </message>
    <message>
      <source>&amp;Share selected</source>
      <translation>&amp;شارك المحدد</translation>
    </message>
    <message>
      <source>Records your choices as they are ticked.</source>
      <translation>يسجل اختياراتك كما حددتها.</translation>
    </message>
    <message>
      <source>Not &amp;now</source>
      <translation>ليس الآ&amp;ن</translation>
    </message>
    <message>
      <source>Closes the question without a choice.</source>
      <translation>يغلق السؤال من غير اختيار.</translation>
    </message>
    <message>
      <source>See e&amp;xactly what would be sent</source>
      <translation>ا&amp;عرض ما سيُرسل بالضبط</translation>
    </message>
    <message>
      <source>Opens a window with the records, byte for byte.</source>
      <translation>يفتح نافذة فيها القيود بايتًا بايتًا.</translation>
    </message>
    <message>
      <source>Nothing is ticked. Tick what may be sent, or choose “Don’t share”.</source>
      <translation>لم تحدد شيئًا. حدد ما يجوز إرساله، أو اختر «لا تشارك».</translation>
    </message>
    <message>
      <source>What would be sent: {app}</source>
      <translation>ما سيُرسل: {app}</translation>
    </message>
    <message>
      <source>Sharing is off</source>
      <translation>المشاركة موقوفة</translation>
    </message>
    <message>
      <source>Sharing is on</source>
      <translation>المشاركة مفعّلة</translation>
    </message>
    <message>
      <source>Sharing is held up</source>
      <translation>المشاركة معلّقة</translation>
    </message>
    <message>
      <source>Shared: {titles}.</source>
      <translation>يُشارَك: {titles}.</translation>
    </message>
    <message>
      <source>A click opens the privacy settings.</source>
      <translation>نقرة واحدة تفتح إعدادات الخصوصية.</translation>
    </message>
    <message>
      <source>Privacy settings…</source>
      <translation>إعدادات الخصوصية…</translation>
    </message>
    <message>
      <source>{state}: privacy settings…</source>
      <translation>{state}: إعدادات الخصوصية…</translation>
    </message>
    <message>
      <source>Privacy n&amp;otice</source>
      <translation>إشعار ال&amp;خصوصية</translation>
    </message>
    <message>
      <source>Opens the privacy notice. It is made on this computer.</source>
      <translation>يفتح إشعار الخصوصية. وهو يُنشأ على هذا الحاسوب.</translation>
    </message>
    <message>
      <source>Privacy notice: {app}</source>
      <translation>إشعار الخصوصية: {app}</translation>
    </message>
    <message>
      <source>The privacy notice</source>
      <translation>إشعار الخصوصية</translation>
    </message>
    <message>
      <source>Save &amp;as…</source>
      <translation>حفظ &amp;باسم…</translation>
    </message>
    <message>
      <source>Saves the notice as HTML, Markdown or PDF.</source>
      <translation>يحفظ الإشعار بصيغة HTML أو Markdown أو PDF.</translation>
    </message>
    <message>
      <source>Web page (*.html)</source>
      <translation>صفحة ويب (*.html)</translation>
    </message>
    <message>
      <source>Markdown (*.md)</source>
      <translation>ماركداون (*.md)</translation>
    </message>
    <message>
      <source>PDF document (*.pdf)</source>
      <translation>مستند PDF (*.pdf)</translation>
    </message>
    <message>
      <source>Saved: {path}</source>
      <translation>حُفظ: {path}</translation>
    </message>
    <message>
      <source>The file could not be written: {path}. Choose another folder.</source>
      <translation>تعذّرت كتابة الملف: {path}. اختر مجلدًا آخر.</translation>
    </message>
    <message>
      <source>The page could not be opened: {url}</source>
      <translation>تعذّر فتح الصفحة: {url}</translation>
    </message>
    <message>
      <source>The newest records, byte for byte as they would leave this computer or left it.</source>
      <translation>أحدث القيود، بايتًا بايتًا، كما ستغادر هذا الحاسوب أو كما غادرته.</translation>
    </message>
    <message>
      <source>There are no records yet. They appear here when the application has written some.</source>
      <translation>لا توجد قيود بعد. تظهر هنا عندما يكتب التطبيق بعضها.</translation>
    </message>
    <message>
      <source>No record holds what you look for.</source>
      <translation>لا قيد يطابق ما تبحث عنه.</translation>
    </message>
    <message>
      <source>Records</source>
      <translation>القيود</translation>
    </message>
    <message>
      <source>The selected record is shown in full below.</source>
      <translation>يظهر القيد المحدد كاملًا في الأسفل.</translation>
    </message>
    <message>
      <source>Sh&amp;ow:</source>
      <translation>اع&amp;رض:</translation>
    </message>
    <message>
      <source>Shows only the records of one kind or of one choice.</source>
      <translation>يعرض قيود نوع واحد أو اختيار واحد فقط.</translation>
    </message>
    <message>
      <source>All records</source>
      <translation>كل القيود</translation>
    </message>
    <message>
      <source>Reading…</source>
      <translation>تجري القراءة…</translation>
    </message>
    <message>
      <source>&amp;Find:</source>
      <translation>ا&amp;بحث:</translation>
    </message>
    <message>
      <source>Shows only the records that hold this text.</source>
      <translation>يعرض القيود التي تحوي هذا النص فقط.</translation>
    </message>
    <message>
      <source>&amp;Refresh</source>
      <translation>تح&amp;ديث</translation>
    </message>
    <message>
      <source>Reads the newest records again.</source>
      <translation>يقرأ أحدث القيود من جديد.</translation>
    </message>
    <message>
      <source>Time (UTC)</source>
      <translation>الوقت (UTC)</translation>
    </message>
    <message>
      <source>Choice</source>
      <translation>الاختيار</translation>
    </message>
    <message>
      <source>State</source>
      <translation>الحالة</translation>
    </message>
    <message>
      <source>Message</source>
      <translation>الرسالة</translation>
    </message>
    <message>
      <source>Waiting</source>
      <translation>ينتظر</translation>
    </message>
    <message>
      <source>Would be sent</source>
      <translation>سيُرسل</translation>
    </message>
    <message>
      <source>Stays here</source>
      <translation>يبقى هنا</translation>
    </message>
    <message>
      <source>Sent</source>
      <translation>أُرسل</translation>
    </message>
    <message>
      <source>This record was sent to {host}, {time} UTC. These bytes are what left.</source>
      <translation>أُرسل هذا القيد إلى {host}، {time} UTC. هذه هي البايتات التي خرجت.</translation>
    </message>
    <message>
      <source>This record waits to be sent. These bytes are what leaves.</source>
      <translation>ينتظر هذا القيد الإرسال. هذه البايتات هي ما يخرج.</translation>
    </message>
    <message>
      <source>This record was made earlier. One like it would be sent from now on.</source>
      <translation>كُتب هذا القيد من قبل. ومثله سيُرسل من الآن فصاعدًا.</translation>
    </message>
    <message>
      <source>This record stays on this computer, because “{title}” is off.</source>
      <translation>يبقى هذا القيد على هذا الحاسوب، لأن «{title}» موقوف.</translation>
    </message>
    <message>
      <source>Rea&amp;dable</source>
      <translation>م&amp;قروء</translation>
    </message>
    <message>
      <source>One field a line.</source>
      <translation>حقل في كل سطر.</translation>
    </message>
    <message>
      <source>&amp;Exact bytes</source>
      <translation>البايتات ب&amp;الضبط</translation>
    </message>
    <message>
      <source>The record as it is written to the network.</source>
      <translation>القيد كما يُكتب إلى الشبكة.</translation>
    </message>
    <message>
      <source>Co&amp;py</source>
      <translation>&amp;نسخ</translation>
    </message>
    <message>
      <source>Copies the text above.</source>
      <translation>ينسخ النص أعلاه.</translation>
    </message>
    <message>
      <source>Sa&amp;ve records…</source>
      <translation>&amp;حفظ القيود…</translation>
    </message>
    <message>
      <source>Saves the records in the list, one a line, byte for byte.</source>
      <translation>يحفظ القيود التي في القائمة، قيدًا في كل سطر، بايتًا بايتًا.</translation>
    </message>
    <message>
      <source>Records (*.ndjson)</source>
      <translation>القيود (*.ndjson)</translation>
    </message>
    <message>
      <source>Delete what wa&amp;its</source>
      <translation>احذ&amp;ف ما ينتظر</translation>
    </message>
    <message>
      <source>Deletes the records that wait to be sent. They are never sent.</source>
      <translation>يحذف القيود التي تنتظر الإرسال. فلا تُرسل أبدًا.</translation>
    </message>
    <message>
      <source>The selected record</source>
      <translation>القيد المحدد</translation>
    </message>
    <message>
      <source>Disguised in it: {rules}.</source>
      <translation>أُخفي فيه: {rules}.</translation>
    </message>
    <message>
      <source>Nothing in it had to be disguised.</source>
      <translation>لم يلزم إخفاء شيء فيه.</translation>
    </message>
    <message>
      <source>Who decides and answers for it</source>
      <translation>من المسؤول عن ذلك</translation>
    </message>
    <message>
      <source>Who receives it</source>
      <translation>من يتسلمه</translation>
    </message>
    <message>
      <source>Where it is sent</source>
      <translation>إلى أين يُرسل</translation>
    </message>
    <message>
      <source>Log files on this computer</source>
      <translation>ملفات السجل على هذا الحاسوب</translation>
    </message>
    <message>
      <source>Your choices and waiting records on this computer</source>
      <translation>اختياراتك والقيود المنتظرة على هذا الحاسوب</translation>
    </message>
    <message>
      <source>Your pseudonym</source>
      <translation>اسمك المستعار</translation>
    </message>
    <message>
      <source>It stands in every record instead of your name. A key on this computer makes it.</source>
      <translation>يظهر في كل قيد بدل اسمك. ويُنشأ بمفتاح محفوظ على هذا الحاسوب.</translation>
    </message>
    <message>
      <source>You have none, because nothing is sent.</source>
      <translation>ليس لديك اسم مستعار، لأنه لا يُرسل شيء.</translation>
    </message>
    <message>
      <source>The makers have not stated this.</source>
      <translation>لم يذكر صانعو التطبيق هذا.</translation>
    </message>
    <message>
      <source>{name} ({country})</source>
      <translation>{name} ({country})</translation>
    </message>
    <message>
      <source>&amp;Open folder</source>
      <translation>ا&amp;فتح المجلد</translation>
    </message>
    <message>
      <source>Open &amp;folder</source>
      <translation>افتح الم&amp;جلد</translation>
    </message>
    <message>
      <source>Opens {path} in the file manager.</source>
      <translation>يفتح {path} في مدير الملفات.</translation>
    </message>
    <message>
      <source>&amp;Reset pseudonym</source>
      <translation>إعادة &amp;ضبط الاسم المستعار</translation>
    </message>
    <message>
      <source>Makes a new pseudonym at once. The old one cannot be brought back.</source>
      <translation>ينشئ اسمًا مستعارًا جديدًا فورًا. ولا يمكن استعادة القديم.</translation>
    </message>
    <message>
      <source>Deletion of what was shared</source>
      <translation>حذف ما شُورك</translation>
    </message>
    <message>
      <source>The makers can be asked to delete every record that carries your pseudonym. The request holds the pseudonym and nothing else about you. It changes none of your choices.</source>
      <translation>يمكنك أن تطلب من صانعي التطبيق حذف كل قيد يحمل اسمك المستعار. يحوي الطلب الاسم المستعار ولا شيء آخر عنك. ولا يغيّر أيًا من اختياراتك.</translation>
    </message>
    <message>
      <source>No request is under way.</source>
      <translation>لا يوجد طلب جارٍ.</translation>
    </message>
    <message>
      <source>Show the re&amp;quest</source>
      <translation>اعرض ال&amp;طلب</translation>
    </message>
    <message>
      <source>Shows the request as it would be sent. Nothing is sent yet.</source>
      <translation>يعرض الطلب كما سيُرسل. لم يُرسل شيء بعد.</translation>
    </message>
    <message>
      <source>The request, as it would be sent</source>
      <translation>الطلب كما سيُرسل</translation>
    </message>
    <message>
      <source>Send the req&amp;uest</source>
      <translation>أ&amp;رسل الطلب</translation>
    </message>
    <message>
      <source>Sends what is shown, and nothing else.</source>
      <translation>يرسل ما هو معروض ولا شيء غيره.</translation>
    </message>
    <message>
      <source>C&amp;ancel the request</source>
      <translation>&amp;ألغِ الطلب</translation>
    </message>
    <message>
      <source>Forgets the request at once. One that has arrived cannot be called back.</source>
      <translation>يلغي الطلب فورًا. ولا يمكن استرجاع طلب وصل بالفعل.</translation>
    </message>
    <message>
      <source>The request waits: {tries} of {most} tries made, next try {time} UTC.</source>
      <translation>الطلب ينتظر: {tries} من {most} محاولات، والمحاولة التالية {time} UTC.</translation>
    </message>
    <message>
      <source>The request arrived on {time} UTC.</source>
      <translation>وصل الطلب في {time} UTC.</translation>
    </message>
    <message>
      <source>The request did not arrive in {tries} tries. Send it again, or cancel it.</source>
      <translation>لم يصل الطلب في {tries} محاولات. أرسله من جديد أو ألغه.</translation>
    </message>
    <message>
      <source>Last try: {error}.</source>
      <translation>آخر محاولة: {error}.</translation>
    </message>
    <message>
      <source>The request is being sent…</source>
      <translation>يُرسل الطلب…</translation>
    </message>
    <message>
      <source>The request is forgotten; nothing more of it is sent.</source>
      <translation>أُلغي الطلب؛ ولن يُرسل منه شيء بعد الآن.</translation>
    </message>
    <message>
      <source>The request had arrived already. Its receipt on this computer is forgotten.</source>
      <translation>كان الطلب قد وصل بالفعل. وحُذف إيصاله من هذا الحاسوب.</translation>
    </message>
    <message>
      <source>You have made no choice yet.</source>
      <translation>لم تختر شيئًا بعد.</translation>
    </message>
    <message>
      <source>Your choices, newest first</source>
      <translation>اختياراتك، الأحدث أولًا</translation>
    </message>
    <message>
      <source>The record of your choices is complete and unchanged.</source>
      <translation>سجل اختياراتك كامل ولم يتغير.</translation>
    </message>
    <message>
      <source>The record of your choices has been changed: {faults}.</source>
      <translation>غُيّر سجل اختياراتك: {faults}.</translation>
    </message>
    <message>
      <source>What you chose</source>
      <translation>ما اخترته</translation>
    </message>
    <message>
      <source>Made in</source>
      <translation>مكان الاختيار</translation>
    </message>
    <message>
      <source>Version</source>
      <translation>الإصدار</translation>
    </message>
    <message>
      <source>Asked</source>
      <translation>سُئلت</translation>
    </message>
    <message>
      <source>Not now</source>
      <translation>ليس الآن</translation>
    </message>
    <message>
      <source>No</source>
      <translation>لا</translation>
    </message>
    <message>
      <source>Yes</source>
      <translation>نعم</translation>
    </message>
    <message>
      <source>Yes again</source>
      <translation>نعم مجددًا</translation>
    </message>
    <message>
      <source>Taken back</source>
      <translation>سُحبت الموافقة</translation>
    </message>
    <message>
      <source>Ran out</source>
      <translation>انتهت مدته</translation>
    </message>
    <message>
      <source>No longer counts</source>
      <translation>لم يعد ساريًا</translation>
    </message>
    <message>
      <source>Question</source>
      <translation>السؤال</translation>
    </message>
    <message>
      <source>This window</source>
      <translation>هذه النافذة</translation>
    </message>
    <message>
      <source>Command line</source>
      <translation>سطر الأوامر</translation>
    </message>
    <message>
      <source>Application</source>
      <translation>التطبيق</translation>
    </message>
    <message numerus="yes">
      <source>Deleted there after %n day(s).</source>
      <translation>
        <numerusform>يُحذف هناك بعد %n يوم.</numerusform>
        <numerusform>يُحذف هناك بعد يوم واحد.</numerusform>
        <numerusform>يُحذف هناك بعد يومين.</numerusform>
        <numerusform>يُحذف هناك بعد %n أيام.</numerusform>
        <numerusform>يُحذف هناك بعد %n يومًا.</numerusform>
        <numerusform>يُحذف هناك بعد %n يوم.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Asked again after %n day(s).</source>
      <translation>
        <numerusform>يُعاد السؤال بعد %n يوم.</numerusform>
        <numerusform>يُعاد السؤال بعد يوم واحد.</numerusform>
        <numerusform>يُعاد السؤال بعد يومين.</numerusform>
        <numerusform>يُعاد السؤال بعد %n أيام.</numerusform>
        <numerusform>يُعاد السؤال بعد %n يومًا.</numerusform>
        <numerusform>يُعاد السؤال بعد %n يوم.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>What is in it: %n field(s)</source>
      <translation>
        <numerusform>المحتوى: %n حقل</numerusform>
        <numerusform>المحتوى: حقل واحد</numerusform>
        <numerusform>المحتوى: حقلان</numerusform>
        <numerusform>المحتوى: %n حقول</numerusform>
        <numerusform>المحتوى: %n حقلًا</numerusform>
        <numerusform>المحتوى: %n حقل</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n record(s) waiting to be sent.</source>
      <translation>
        <numerusform>%n قيد ينتظر الإرسال.</numerusform>
        <numerusform>قيد واحد ينتظر الإرسال.</numerusform>
        <numerusform>قيدان ينتظران الإرسال.</numerusform>
        <numerusform>%n قيود تنتظر الإرسال.</numerusform>
        <numerusform>%n قيدًا ينتظر الإرسال.</numerusform>
        <numerusform>%n قيد ينتظر الإرسال.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n record(s)</source>
      <translation>
        <numerusform>%n قيد</numerusform>
        <numerusform>قيد واحد</numerusform>
        <numerusform>قيدان</numerusform>
        <numerusform>%n قيود</numerusform>
        <numerusform>%n قيدًا</numerusform>
        <numerusform>%n قيد</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>What changed since you agreed: %n difference(s)</source>
      <translation>
        <numerusform>ما تغيّر منذ موافقتك: %n فرق</numerusform>
        <numerusform>ما تغيّر منذ موافقتك: فرق واحد</numerusform>
        <numerusform>ما تغيّر منذ موافقتك: فرقان</numerusform>
        <numerusform>ما تغيّر منذ موافقتك: %n فروق</numerusform>
        <numerusform>ما تغيّر منذ موافقتك: %n فرقًا</numerusform>
        <numerusform>ما تغيّر منذ موافقتك: %n فرق</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n waiting record(s) deleted.</source>
      <translation>
        <numerusform>حُذف %n قيد منتظر.</numerusform>
        <numerusform>حُذف قيد منتظر واحد.</numerusform>
        <numerusform>حُذف قيدان منتظران.</numerusform>
        <numerusform>حُذفت %n قيود منتظرة.</numerusform>
        <numerusform>حُذف %n قيدًا منتظرًا.</numerusform>
        <numerusform>حُذف %n قيد منتظر.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n record(s) saved: {path}</source>
      <translation>
        <numerusform>حُفظ %n قيد: {path}</numerusform>
        <numerusform>حُفظ قيد واحد: {path}</numerusform>
        <numerusform>حُفظ قيدان: {path}</numerusform>
        <numerusform>حُفظت %n قيود: {path}</numerusform>
        <numerusform>حُفظ %n قيدًا: {path}</numerusform>
        <numerusform>حُفظ %n قيد: {path}</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n byte(s)</source>
      <translation>
        <numerusform>%n بايت</numerusform>
        <numerusform>بايت واحد</numerusform>
        <numerusform>بايتان</numerusform>
        <numerusform>%n بايتات</numerusform>
        <numerusform>%n بايتًا</numerusform>
        <numerusform>%n بايت</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>{rule} (%n times)</source>
      <translation>
        <numerusform>{rule}</numerusform>
        <numerusform>{rule}</numerusform>
        <numerusform>{rule} (مرتان)</numerusform>
        <numerusform>{rule} (%n مرات)</numerusform>
        <numerusform>{rule} (%n مرة)</numerusform>
        <numerusform>{rule} (%n مرة)</numerusform>
      </translation>
    </message>
  </context>
</TS>
