package dev.telltale.classify.rules;

import dev.telltale.classify.shape.Digits;
import dev.telltale.classify.shape.Hex;
import dev.telltale.classify.shape.Models;
import dev.telltale.classify.shape.NationalIds;
import dev.telltale.classify.shape.Operators;
import dev.telltale.classify.shape.Phones;
import java.util.Set;

/**
 * Whether a value shows by itself what it is, for names that mean other things too: {@code md} is a
 * model when {@code SM-G991B} stands there, {@code sp} an operator when it is 中国移动.
 */
final class Shaped {
  /** Names of accounts: a number of eleven digits there is the one its owner signs in with. */
  private static final Set<String> LOGINS =
      Set.of("account", "login", "username", "identifier", "principal", "wa", "msisdn");

  /** What holds a payment card or an account with a bank. */
  static final Set<String> PURSES =
      Set.of(
          "card",
          "cards",
          "bankcard",
          "creditcard",
          "debitcard",
          "paymentcard",
          "cardinfo",
          "carddata",
          "carddetails",
          "payment",
          "paymentmethod",
          "tarjeta",
          "cartao",
          "carte",
          "karte",
          "carta",
          "kart",
          "karta",
          "kartu",
          "bank",
          "bankaccount",
          "rekening",
          "konto",
          "yhk",
          "银行卡");

  private Shaped() {}

  static boolean shows(String kind, String text, KeyName name, Surroundings around) {
    return switch (kind) {
      case "device.basic.model" -> Models.known(text);
      case "network.wifi_ap.ssid" ->
          Notation.digit(text) && Notation.letter(text) && text.indexOf(';') < 0;
      case "device.imei" -> imei(text);
      case "device.sim_id.imsi" -> text.startsWith("460") && Digits.imsi(text);
      case "location.coarse" -> !name.full().startsWith("zip") || zip(text);
      case "network.carrier" -> Operators.known(text);
      case "device.instance_id.other" ->
          // A message's id, too, unless it is a bare digest.
          name.full().equals("mid")
              ? text.length() == 32 && Hex.all(text)
              : Hex.uuid(text)
                  || (text.length() >= 16 && text.length() <= 64 && mixed(text))
                  || (text.length() == 40 && Hex.all(text));
      case "account.user_id" ->
          (Digits.all(text)
                  && text.length() >= 5
                  && text.length() <= 20
                  && text.length() != 15
                  && !clock(text))
              && (!correspondent(name) || around.letter());
      case "contact.phone" ->
          text.startsWith("+")
              ? Phones.valid(text)
              : text.length() == 11
                  && Phones.chineseMobile(text)
                  && (LOGINS.contains(name.full()) || (name.full().length() <= 3 && phone(around)));
      case "identity.gender" -> text.length() > 1 || Gates.cjk(text);
      case "identity.birth_age" -> PersonGates.date(text);
      case "identity.name" -> chineseName(text);
      case "govid.national_id" -> !NationalIds.name(text).isEmpty();
      case "contact.postal_address" -> PersonGates.streetLike(text);
      case "finance.account_number" -> around.heldBy(PURSES);
      default -> true;
    };
  }

  /** An IMEI of one of the bodies that give them today: 01, 35, 86, 99 (GSMA TS.06). */
  static boolean imei(String text) {
    return Digits.imei(text)
        && (text.startsWith("86")
            || text.startsWith("35")
            || text.startsWith("01")
            || text.startsWith("99"));
  }

  /** Whether a number of the phone or its card stands beside. */
  private static boolean phone(Surroundings around) {
    for (Surroundings.Field field : around.fields()) {
      if (field.node().children().isEmpty()) {
        String beside = field.node().text();
        if (imei(beside) || (beside.startsWith("460") && Digits.imsi(beside))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Five digits, perhaps with four more, as the USPS writes its codes. */
  private static boolean zip(String text) {
    return (text.length() == 5 && Digits.all(text))
        || (text.length() == 10
            && text.charAt(5) == '-'
            && Digits.all(text.substring(0, 5))
            && Digits.all(text.substring(6)));
  }

  /** Whether a name is that of one side of a message. */
  private static boolean correspondent(KeyName name) {
    return switch (name.full()) {
      case "from", "to", "sender", "receiver" -> true;
      default -> false;
    };
  }

  /** Two to four ideographs, perhaps with the dot of a transcription. */
  private static boolean chineseName(String text) {
    return text.length() >= 2
        && text.length() <= 12
        && text.codePoints().allMatch(c -> Character.isIdeographic(c) || c == '·')
        && (text.length() <= 4 || text.indexOf('·') > 0);
  }

  /** Hex digits with both, or letters of both cases and digits, and no separators of a list. */
  private static boolean mixed(String text) {
    boolean digit = false;
    boolean small = false;
    boolean capital = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      digit |= c >= '0' && c <= '9';
      small |= c >= 'a' && c <= 'z';
      capital |= c >= 'A' && c <= 'Z';
      if (c <= ' ' || c >= 0x7f || ",;|:?&()<>{}".indexOf(c) >= 0) {
        return false;
      }
    }
    return digit
        && ((small && capital) || Hex.all(text) || (text.length() >= 20 && (small || capital)))
        && !(text.indexOf('.') > 0 && text.indexOf('.') != text.lastIndexOf('.'));
  }

  /** Seconds or milliseconds of these years. */
  private static boolean clock(String text) {
    return (text.length() == 10 || text.length() == 13)
        && (text.startsWith("15")
            || text.startsWith("16")
            || text.startsWith("17")
            || text.startsWith("18"));
  }
}
