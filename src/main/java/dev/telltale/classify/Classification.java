package dev.telltale.classify;

import dev.telltale.model.Finding;
import dev.telltale.model.Gap;
import java.util.List;

/**
 * What one exchange amounts to.
 *
 * @param findings findings, conflicts between methods settled
 * @param gaps what could not be decoded or which detector failed; their time is that of the
 *     exchange's start
 */
public record Classification(List<Finding> findings, List<Gap> gaps) {
  public Classification {
    findings = List.copyOf(findings);
    gaps = List.copyOf(gaps);
  }
}
