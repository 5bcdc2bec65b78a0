package dev.telltale.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of personal data seen in a request.
 *
 * @param exchange id of the exchange
 * @param type id of a leaf of the taxonomy, such as {@code device.ad_id}
 * @param kind id of a row of {@code kinds.csv}, such as {@code device.ad_id.gaid}
 * @param value what it says: the known plaintext when it was sent as a digest
 * @param observed what stood at that place in the innermost decoded layer
 * @param where the place, such as {@code query:data#b64:/a/b}
 * @param encoding the chain from the wire inwards, such as {@code [gzip, form, base64, json,
 *     sha256]}; empty is plain
 * @param start offset of {@code observed} in the innermost layer that is text of the message
 *     itself, in bytes of the undecoded part named by {@code where}'s root; -1 if it is not there
 *     literally
 * @param end the offset behind it, or -1
 * @param method {@code known-value}, {@code key-shape}, {@code adapter} or {@code differential}
 * @param rule the rule that found it, such as {@code profile:device.imei}
 * @param confidence 0 to 1
 * @param why the evidence in words
 * @param message index of the exchange's message that carried it, null if the request itself did
 */
public record Finding(
    String exchange,
    String type,
    String kind,
    String value,
    String observed,
    String where,
    List<String> encoding,
    int start,
    int end,
    String method,
    String rule,
    double confidence,
    String why,
    @Nullable Integer message) {
  public Finding {
    encoding = List.copyOf(encoding);
  }

  /** The same finding in a message of the exchange. */
  public Finding inMessage(int index) {
    return new Finding(
        exchange,
        type,
        kind,
        value,
        observed,
        where,
        encoding,
        start,
        end,
        method,
        rule,
        confidence,
        why,
        index);
  }
}
