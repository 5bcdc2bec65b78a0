package dev.telltale.locate;

import dev.telltale.model.Recipient;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says who receives an exchange.
 *
 * <p><b>Domain.</b> The registrable domain by the public suffix list. Under a suffix at which a
 * company lets names to strangers ({@code acme.s3.amazonaws.com}) it is the tenant's name, unless
 * the recipients table knows the host as a service of the landlord itself ({@code
 * firebaseinstallations.googleapis.com} is {@code googleapis.com}).
 *
 * <p><b>Party</b>, relative to the app, is decided by the first of these that holds:
 *
 * <ol>
 *   <li>The app declares the domain or the organisation: {@code first}.
 *   <li>No app, or an address literal: {@code unknown}.
 *   <li>The app's id, read backwards, lies under the same registrable domain: {@code first}. It is
 *       read against the public suffix list, so {@code cn.com.acme.*} belongs to {@code
 *       acme.com.cn} and not to everybody under {@code com.cn}.
 *   <li>The table gives both the same organisation: {@code first}.
 *   <li>The table names the recipient and it is no cloud or CDN: {@code third}.
 *   <li>The label that the organisation registered is the same and says something ({@code
 *       com.acme.reader} and {@code api.acme.example}): {@code first}.
 *   <li>One label is part of the other ({@code acmecdn.example}), the recipient is a cloud or CDN,
 *       or the app's id names no organisation: {@code unknown}.
 *   <li>Otherwise nothing ties the two together: {@code third}.
 * </ol>
 *
 * <p><b>Country</b> is that of the address which was dialled, never of the name.
 */
public final class Locator {
  private static final String FIRST = "first";
  private static final String THIRD = "third";
  private static final String UNKNOWN = "unknown";

  /** Labels that say nothing about who somebody is. */
  private static final Set<String> COMMON =
      Set.of(
          "android",
          "api",
          "app",
          "apps",
          "beta",
          "cdn",
          "client",
          "cloud",
          "com",
          "data",
          "demo",
          "dev",
          "game",
          "games",
          "global",
          "home",
          "http",
          "ios",
          "live",
          "main",
          "media",
          "mobi",
          "mobile",
          "my",
          "net",
          "news",
          "online",
          "org",
          "phone",
          "play",
          "shop",
          "sdk",
          "site",
          "soft",
          "software",
          "studio",
          "tech",
          "test",
          "tools",
          "web",
          "www");

  private static final int SHORTEST_LABEL = 3;
  private static final int SHORTEST_PART = 4;

  private final Recipients recipients;
  private final Countries countries;

  Locator(Recipients recipients, Countries countries) {
    this.recipients = recipients;
    this.countries = countries;
  }

  private static final class Shipped {
    private static final Locator LOCATOR = new Locator(Recipients.shipped(), Countries.shipped());
  }

  /** With the tables that ship with the program. They are read once, at the first call. */
  public static Locator shipped() {
    return Shipped.LOCATOR;
  }

  /**
   * Who receives.
   *
   * @param host name or address literal of the request's target
   * @param address the address that was dialled, null if none was
   * @param app id of the app, such as {@code com.acme.reader}; null if it is not known
   */
  public Recipient locate(String host, @Nullable String address, @Nullable String app) {
    return locate(host, address, app, FirstParty.NONE);
  }

  /** As {@link #locate(String, String, String)}, with what the app declares about itself. */
  public Recipient locate(
      String host, @Nullable String address, @Nullable String app, FirstParty declared) {
    DomainName name = DomainName.of(host);
    Recipients.Row row = name.literal() ? null : recipients.of(name.host());
    boolean tenant = row == null || row.infrastructure();
    return new Recipient(
        name.host(),
        tenant ? name.rented() : name.registered(),
        row == null ? null : row.organisation(),
        row == null ? null : row.sdk(),
        row == null ? null : row.category(),
        party(name, row, app, declared),
        countries.of(address == null && name.literal() ? name.host() : address),
        address);
  }

  private String party(
      DomainName name, Recipients.@Nullable Row row, @Nullable String app, FirstParty declared) {
    if (declares(declared, name, row)) {
      return FIRST;
    }
    String label = name.label();
    if (app == null || app.isBlank() || label == null) {
      return UNKNOWN;
    }
    String id = app.strip().toLowerCase(Locale.ROOT);
    DomainName own = domainOf(id);
    String ownLabel = own.label();
    if (ownLabel != null && own.rented().equals(name.rented())) {
      return FIRST;
    }
    if (row != null) {
      if (row.organisation().equals(organisation(id, own))) {
        return FIRST;
      }
      if (!row.infrastructure()) {
        return THIRD;
      }
    }
    if (ownLabel == null || ownLabel.length() < SHORTEST_LABEL || COMMON.contains(ownLabel)) {
      return UNKNOWN;
    }
    if (ownLabel.equals(label)) {
      return FIRST;
    }
    return row != null || part(ownLabel, label) || part(label, ownLabel) ? UNKNOWN : THIRD;
  }

  private static boolean declares(
      FirstParty declared, DomainName name, Recipients.@Nullable Row row) {
    for (String domain : declared.domains()) {
      if (name.host().equals(domain) || name.host().endsWith("." + domain)) {
        return true;
      }
    }
    if (row != null && !row.infrastructure()) {
      return declared.names().contains(FirstParty.plain(row.organisation()));
    }
    String label = name.label();
    return label != null && declared.names().contains(FirstParty.plain(label));
  }

  private @Nullable String organisation(String id, DomainName own) {
    String organisation = recipients.organisationOfApp(id);
    if (organisation != null) {
      return organisation;
    }
    Recipients.Row row = own.label() == null ? null : recipients.of(own.host());
    return row == null || row.infrastructure() ? null : row.organisation();
  }

  /**
   * An app id read backwards. Java package names write a hyphen as an underscore and put one before
   * a digit (Java Language Specification 6.1); packaged AIR apps start with {@code air.}.
   */
  private static DomainName domainOf(String id) {
    String[] labels = (id.startsWith("air.") ? id.substring(4) : id).split("\\.");
    StringBuilder reversed = new StringBuilder();
    for (int i = labels.length - 1; i >= 0; i--) {
      String label = labels[i].startsWith("_") ? labels[i].substring(1) : labels[i];
      reversed.append(label.replace('_', '-')).append(i > 0 ? "." : "");
    }
    return DomainName.of(reversed.toString());
  }

  private static boolean part(String part, String of) {
    return part.length() >= SHORTEST_PART && of.contains(part);
  }
}
