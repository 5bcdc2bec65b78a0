package dev.telltale.classify;

import dev.telltale.decode.Decoded;
import dev.telltale.model.Exchange;
import dev.telltale.model.Finding;
import java.util.List;
import java.util.Optional;

/**
 * One way to find personal data in a decoded message. Implementations are immutable and safe for
 * any thread.
 */
public interface Detector {

  /** What {@code decoded}, a request or message of {@code exchange}, holds. */
  List<Finding> detect(Exchange exchange, Decoded decoded);

  /**
   * Whether the time of {@link #detect} is bound by the size of the message by construction: no
   * backtracking, no waiting, no search that grows faster than its input. Such a detector runs on
   * the caller's thread; any other runs on a thread that is abandoned when it takes too long.
   */
  default boolean bounded() {
    return false;
  }

  /**
   * What this detector knows to be encrypted in {@code decoded} by whoever sent it, in words; empty
   * if nothing is. Becomes a gap, never a finding.
   */
  default Optional<String> sealed(Exchange exchange, Decoded decoded) {
    return Optional.empty();
  }

  /** Changes when its rules do; empty if the code is all there is. */
  default String version() {
    return "";
  }

  /** Its name in a gap. */
  default String name() {
    return getClass().getSimpleName();
  }
}
