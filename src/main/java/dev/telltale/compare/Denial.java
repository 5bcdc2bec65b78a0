package dev.telltale.compare;

import dev.telltale.declare.Statement;
import dev.telltale.declare.Statement.Act;
import dev.telltale.declare.Statement.Sign;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which denials are general. One that holds for children, after an opt-out, without consent, for
 * one purpose, for keeping alone, or if one does not provide it, does not deny the flow; nor does a
 * promise not to <em>sell</em>, for who does not sell may share. Nine in ten contradictions that
 * such tools have reported were of these sorts (PoliGraph's re-labelling of PolicyLint's
 * candidates, its experiment E4).
 */
final class Denial {
  private static final Pattern SALE =
      Pattern.compile(
          "\\b(sell|sells|selling|sold|rent|rents|renting|rented|lease|trade|trading|barter)\\b|出售|售卖|贩卖|出租|买卖|倒卖");
  private static final Pattern GIVING =
      Pattern.compile(
          "\\b(shar\\w+|disclos\\w+|provid\\w+|transfer\\w*|pass\\w*|send\\w*|giv\\w+|releas\\w+|transmit\\w*|make \\w+ available|collect\\w*|obtain\\w*|receiv\\w+)\\b|共享|分享|提供|披露|转让|传输|透露|泄露|公开|收集|获取|发送|上传");
  private static final Pattern TURN =
      Pattern.compile(
          "\\b(but|however|although|except|unless|we (do|may|will|can) (?!not))\\b|但|不过|然而");

  private static final Pattern IF_NOT =
      Pattern.compile(
          "\\bif you (do not|don't|don’t|choose not|prefer not|decline|refuse)\\b|(如果|如|若)您?(不|拒绝|未)");

  private Denial() {}

  /** Whether a negative statement denies whatever the circumstances. */
  static boolean general(Statement statement) {
    return statement.sign() == Sign.NEGATIVE
        && statement.condition() == null
        && statement.purposes().isEmpty()
        && !IF_NOT.matcher(statement.quote().toLowerCase(Locale.ROOT)).find()
        && !(statement.act() == Act.SHARE && saleOnly(statement.quote()));
  }

  /** Whether a sentence only denies a sale: no verb of giving stands beside the verb of selling. */
  private static boolean saleOnly(String quote) {
    String text = quote.toLowerCase(Locale.ROOT);
    var sale = SALE.matcher(text);
    if (!sale.find()) {
      return false;
    }
    var turn = TURN.matcher(text);
    int end = turn.find(sale.end()) ? turn.start() : text.length();
    var before = TURN.matcher(text);
    int start = 0;
    while (before.find() && before.end() <= sale.start()) {
      start = before.end();
    }
    return !GIVING.matcher(text.substring(start, end)).find();
  }
}
