package dev.telltale.cli.live;

import com.google.gson.JsonObject;
import dev.telltale.record.Recordings;
import dev.telltale.report.AppCase;
import dev.telltale.report.CaseJson;
import dev.telltale.report.ReportData;
import dev.telltale.web.Verdicts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds apps against the declarations that the recording keeps. */
final class KeptVerdicts implements Verdicts {
  private final Recordings recordings;

  KeptVerdicts(Recordings recordings) {
    this.recordings = recordings;
  }

  @Override
  public JsonObject of(String app, @Nullable Long session, String language) {
    AppCase subject = AppCase.of(recordings, app, session, AppCase.Against.KEPT);
    return CaseJson.of(ReportData.of(recordings, subject, session, List.of()), language);
  }
}
