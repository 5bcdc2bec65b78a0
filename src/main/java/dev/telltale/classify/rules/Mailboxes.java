package dev.telltale.classify.rules;

import dev.telltale.classify.shape.Addresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds e-mail addresses inside texts. */
final class Mailboxes {
  private static final int MOST = 50;

  /**
   * Mailboxes of functions, not of people: RFC 2142 and usage. They are found only under a key that
   * says e-mail.
   */
  private static final Set<String> ROLES =
      Set.of(
          "support",
          "info",
          "contact",
          "help",
          "admin",
          "service",
          "sales",
          "noreply",
          "no-reply",
          "donotreply",
          "do-not-reply",
          "webmaster",
          "postmaster",
          "hostmaster",
          "abuse",
          "privacy",
          "feedback",
          "press",
          "jobs",
          "legal",
          "security",
          "git",
          "team",
          "hello",
          "office",
          "marketing",
          "billing",
          "newsletter",
          "customerservice",
          "kefu",
          "dpo",
          "mailer-daemon",
          "kontakt",
          "kundenservice",
          "kundendienst",
          "datenschutz",
          "impressum",
          "buero",
          "klantenservice",
          "contacto",
          "contato",
          "contatti",
          "atencion",
          "atencionalcliente",
          "atendimento",
          "soporte",
          "suporte",
          "ayuda",
          "ajuda",
          "assistenza",
          "servizioclienti",
          "serviceclient",
          "aide",
          "kundtjanst",
          "kundeservice",
          "asiakaspalvelu",
          "pomoc",
          "biuro",
          "podpora",
          "iletisim",
          "destek",
          "bantuan",
          "layanan",
          "customercare",
          "care",
          "enquiries",
          "inquiries",
          "hotline",
          "presse",
          "redaktion");

  private Mailboxes() {}

  /** An address and where it stands. */
  record Mailbox(String address, int from, int to) {
    boolean role() {
      return ROLES.contains(address.substring(0, address.indexOf('@')).toLowerCase(Locale.ROOT));
    }
  }

  /** The addresses in {@code text}, at most {@value #MOST}; time is linear in its length. */
  static List<Mailbox> in(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      return List.of();
    }
    List<Mailbox> found = new ArrayList<>();
    int floor = 0;
    while (at >= 0 && found.size() < MOST) {
      int from = at;
      while (from > floor && at - from < 64 && Addresses.localPart(text.charAt(from - 1))) {
        from--;
      }
      // What percent-encoding leaves before an address (%3A, %22) is not part of it.
      while (from + 3 <= at && text.charAt(from) == '%') {
        from += 3;
      }
      while (from < at && "'.#$!*%-".indexOf(text.charAt(from)) >= 0) {
        from++;
      }
      int to = at + 1;
      while (to < text.length() && to - at < 254 && Addresses.hostPart(text.charAt(to))) {
        to++;
      }
      while (to > at && (text.charAt(to - 1) == '.' || text.charAt(to - 1) == '-')) {
        to--;
      }
      String address = text.substring(from, to);
      boolean userinfo = from >= 3 && text.startsWith("://", from - 3);
      boolean password =
          from >= 1
              && text.charAt(from - 1) == ':'
              && text.lastIndexOf("://", from) >= 0
              && text.indexOf('/', text.lastIndexOf("://", from) + 3) >= to;
      if (!userinfo && !password && Addresses.mailbox(address)) {
        found.add(new Mailbox(address, from, to));
      }
      floor = Math.max(to, at + 1);
      at = text.indexOf('@', at + 1);
    }
    return found;
  }
}
