package dev.telltale.cli.live;

import dev.telltale.evidence.JsonLines;
import dev.telltale.record.RecordedExchange;
import dev.telltale.record.RecordedFinding;
import dev.telltale.record.RecordedGap;
import dev.telltale.web.Rows;

/** The dashboard's rows are the commands' rows. */
final class JsonRows implements Rows {
  @Override
  public String finding(RecordedFinding finding) {
    return JsonLines.line(JsonLines.finding(finding));
  }

  @Override
  public String exchange(RecordedExchange exchange) {
    return JsonLines.line(JsonLines.exchange(exchange));
  }

  @Override
  public String gap(RecordedGap gap) {
    return JsonLines.line(JsonLines.gap(gap));
  }
}
