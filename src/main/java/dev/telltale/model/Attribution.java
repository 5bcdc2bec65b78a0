package dev.telltale.model;

import org.jspecify.annotations.Nullable;

/**
 * Which app sent something, and how that is known.
 *
 * @param app application id such as {@code com.example.app}, null if unattributed
 * @param method {@code proxy-credential}, {@code socks-credential}, {@code uid}, {@code session},
 *     {@code option}, {@code import} or {@code none}
 * @param confidence {@code certain}, {@code stated} or {@code none}
 */
public record Attribution(@Nullable String app, String method, String confidence) {

  /** Nothing is known about the sender. */
  public static final Attribution NONE = new Attribution(null, "none", "none");
}
