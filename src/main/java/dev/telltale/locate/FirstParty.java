package dev.telltale.locate;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an app declares about who stands behind it: read from its policy, its label, or stated by
 * the tester.
 *
 * @param domains domains that are its own, such as {@code acme.example}; everything under them too
 * @param names names of its organisation, such as {@code Acme Inc.}; compared with the
 *     organisations of the recipients table and with domain labels, without case, spaces,
 *     punctuation and legal form
 */
public record FirstParty(Set<String> domains, Set<String> names) {

  /** Nothing is declared. */
  public static final FirstParty NONE = new FirstParty(Set.of(), Set.of());

  private static final Set<String> LEGAL_FORMS =
      Set.of(
          "inc",
          "ltd",
          "llc",
          "limited",
          "corp",
          "corporation",
          "co",
          "company",
          "gmbh",
          "ag",
          "sa",
          "bv",
          "plc",
          "oy",
          "ab",
          "srl",
          "pty",
          "kk",
          "the");

  public FirstParty {
    domains =
        domains.stream().map(d -> DomainName.of(d).host()).collect(Collectors.toUnmodifiableSet());
    names =
        names.stream()
            .map(FirstParty::plain)
            .filter(n -> n.length() > 1)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Of lists. */
  public static FirstParty of(Collection<String> domains, Collection<String> names) {
    return new FirstParty(Set.copyOf(domains), Set.copyOf(names));
  }

  /** A name without case, spaces, punctuation and legal form. */
  static String plain(String name) {
    StringBuilder plain = new StringBuilder();
    for (String word : name.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1)) {
      if (!LEGAL_FORMS.contains(word)) {
        plain.append(word);
      }
    }
    return plain.toString();
  }
}
