package dev.telltale.classify;

import dev.telltale.decode.Decoded;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import java.util.List;

/**
 * One way to find personal data in a decoded message. Implementations are immutable and safe for
 * any thread.
 */
public interface Detector {

  /** What {@code decoded}, a request or message of {@code exchange}, holds. */
  List<Finding> detect(Exchange exchange, Decoded decoded);
}
