package dev.telltale.classify.adapter;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One adapter.
 *
 * @param id name of its file without {@code .json}
 * @param sdk the SDK or interface
 * @param organisation who runs it
 * @param matches the requests it is about; any of them
 * @param places its places for each part
 * @param claims all its claims, in the order of the file
 * @param encrypted what it knows to be encrypted
 */
record Adapter(
    String id,
    String sdk,
    String organisation,
    List<Match> matches,
    Map<Place.Part, PlaceTree> places,
    List<Claim> claims,
    List<Encrypted> encrypted) {

  /**
   * Requests.
   *
   * @param hosts domains, with everything under them; empty for any
   * @param paths any of them; empty for any
   * @param methods upper-case; empty for any
   * @param requires places that must all be there
   * @param required the same as {@link Presence} names them
   */
  record Match(
      List<String> hosts,
      List<PathGlob> paths,
      Set<String> methods,
      List<Place> requires,
      Set<String> required) {

    /** The same, with the required places as {@link Presence} names them. */
    Match(List<String> hosts, List<PathGlob> paths, Set<String> methods, List<Place> requires) {
      this(
          hosts,
          paths,
          methods,
          requires,
          requires.stream().map(Place::toString).collect(Collectors.toUnmodifiableSet()));
    }

    boolean fits(String host, String path, String method) {
      return (hosts.isEmpty() || hosts.stream().anyMatch(h -> under(host, h)))
          && (paths.isEmpty() || paths.stream().anyMatch(p -> p.matches(path)))
          && (methods.isEmpty() || methods.contains(method));
    }

    private static boolean under(String host, String domain) {
      return host.equals(domain)
          || (host.endsWith(domain) && host.charAt(host.length() - domain.length() - 1) == '.');
    }
  }

  /**
   * Something that the SDK encrypts.
   *
   * @param paths any of them; empty for any path of the adapter's requests
   * @param places where the encrypted value is; empty for the body
   * @param always whether it is encrypted whatever it looks like
   * @param data kinds and types that the vendor says it sends
   * @param note how, in words
   * @param source where that is known from
   */
  record Encrypted(
      List<PathGlob> paths,
      List<Place> places,
      boolean always,
      List<String> data,
      String note,
      Source source) {}
}
