package dev.telltale.web;

import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;

/** Holds an app against what it declares, for the comparison page. Safe for any thread. */
@FunctionalInterface
public interface Verdicts {

  /**
   * The comparison as {@code docs/api.md} describes it.
   *
   * @param app application id
   * @param session only this session, null for all
   * @param language {@code en} or {@code zh}
   */
  JsonObject of(String app, @Nullable Long session, String language);
}
