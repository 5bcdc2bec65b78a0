package dev.telltale.classify.rules;

import dev.telltale.classify.shape.Phones;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds telephone numbers in what people write to each other. */
final class Numbers {
  private static final int MOST = 10;
  private static final int BEFORE = 28;
  private static final String[] CALLS = {
    "call",
    "phone",
    "tel",
    "mobile",
    "cell",
    "whatsapp",
    "number",
    "contact",
    "reach",
    "sms",
    "text me",
    "电话",
    "手机",
    "联系",
    "微信",
    "致电",
    "拨打",
    "電話",
    "携帯",
    "연락",
    "전화",
    "anruf",
    "handy",
    "llama",
    "móvil",
    "celular",
    "telefon",
    "telefone",
    "teléfono",
    "звони",
    "телефон",
    "номер"
  };

  private Numbers() {}

  /** The numbers in {@code text}; time is linear in its length. */
  static List<String> in(String text) {
    List<String> found = new ArrayList<>();
    int n = text.length();
    for (int i = 0; i < n && found.size() < MOST; i++) {
      char c = text.charAt(i);
      if (!(digit(c) || c == '+')) {
        continue;
      }
      int to = i + 1;
      int digits = digit(c) ? 1 : 0;
      while (to < n && to - i < 20 && (digit(text.charAt(to)) || joint(text, to))) {
        digits += digit(text.charAt(to)) ? 1 : 0;
        to++;
      }
      String number = text.substring(i, to);
      boolean apart =
          i == 0 || !Character.isLetterOrDigit(text.charAt(i - 1)) || text.charAt(i - 1) > 0xFF;
      boolean ends =
          to == n || !(text.charAt(to) < 0x80 && Character.isLetterOrDigit(text.charAt(to)));
      if (apart && ends && digits >= 9 && digits <= 15 && personal(text, i, number)) {
        found.add(number);
      }
      i = to;
    }
    return found;
  }

  private static boolean personal(String text, int at, String number) {
    if (number.startsWith("+")) {
      return Phones.valid(number) && !number.startsWith("+1800") && !number.startsWith("+1 800");
    }
    if (Phones.chineseMobile(number) && number.length() == 11) {
      return true;
    }
    if (number.startsWith("1-8") || number.startsWith("800") || number.startsWith("400")) {
      return false;
    }
    String before = text.substring(Math.max(0, at - BEFORE), at).toLowerCase(Locale.ROOT);
    for (String call : CALLS) {
      if (before.contains(call)) {
        return Phones.valid(number) && !Phones.free(number);
      }
    }
    return false;
  }

  private static boolean joint(String text, int at) {
    char c = text.charAt(at);
    return (c == '-' || c == ' ' || c == '.')
        && at + 1 < text.length()
        && digit(text.charAt(at + 1));
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
