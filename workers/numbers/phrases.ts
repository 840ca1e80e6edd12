const list = (words: string) => new Set(words.split("|").map((word) => word.trim()));

/** What networks, handsets and exports write when the caller's number is not shown; lower case. */
export const WITHHELD = list(
  `anonymous|anon|private|private number|private caller|private call|restricted|restricted number|unknown|
  unknown number|unknown caller|unknown number calling|withheld|number withheld|withheld number|blocked|
  blocked number|blocked caller|unavailable|not available|caller unavailable|payphone|pay phone|coin|no caller id|
  no caller-id|caller id withheld|hidden|hidden number|id withheld|no number|no id|p|o|out of area|
  anonyme|inconnu|numéro inconnu|numéro masqué|masqué|appel masqué|numéro privé|
  anonym|unbekannt|unbekannte nummer|unterdrückt|rufnummer unterdrückt|privat|
  anónimo|desconocido|número desconocido|número oculto|oculto|privado|número privado|
  anônimo|desconhecido|número desconhecido|número confidencial|confidencial|
  anonimo|sconosciuto|numero sconosciuto|numero privato|privato|
  anoniem|onbekend|onbekend nummer|privénummer|ukjent|okänt|okänt nummer|skjult nummer|hemligt nummer|
  nieznany|numer prywatny|numer zastrzeżony|zastrzeżony|
  неизвестный|неизвестно|неизвестный номер|скрытый номер|скрыт|номер скрыт|аноним|
  bilinmeyen|bilinmeyen numara|gizli numara|özel numara|
  مجهول|رقم خاص|غير معروف|מספר חסוי|חסוי|
  非通知|非通知設定|公衆電話|表示圏外|未知|未知号码|私人号码|隐藏号码|발신번호표시제한|발신자표시제한|nomor pribadi|tidak dikenal`,
);

/** What stands for "nothing" in exports; lower case. */
export const NOTHING = list(
  `n/a|na|n.a.|n.a|null|(null)|none|nan|nil|undefined|void|missing|empty|blank|true|false|no|yes|not provided|
  not applicable|keine|keine angabe|k.a.|s/n|sin número|ninguno|nenhum|aucun|sans|nessuno|nd|n.d.|нет|-|--|---|.|x|xx|xxx|
  tbd|tba|test|#n/a|#ref!|#value!|#name?|#null!|inf|-inf`,
);
