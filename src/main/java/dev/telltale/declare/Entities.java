package dev.telltale.declare;

import dev.telltale.util.Csv;
import dev.telltale.util.Resources;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who can obtain data: the ontology of {@code entities.csv}. Parties and categories have ids such
 * as {@code third-party} and {@code service-providers}; companies are named by themselves and have
 * their SDKs, Chinese names and domains beside them, and as many parents as they have trades.
 * Immutable.
 */
public final class Entities {
  private static final Entities SHIPPED =
      new Entities(Csv.table(Resources.text(Entities.class, "entities.csv")));

  private final Map<String, Entity> byId = new LinkedHashMap<>();
  private final Map<String, Entity> byAlias = new HashMap<>();
  private final Map<String, Entity> byDomain = new HashMap<>();
  private final Map<String, Integer> longestByFirst = new HashMap<>();
  private int longestChinese;

  private Entities(List<Map<String, String>> rows) {
    for (Map<String, String> row : rows) {
      Entity entity =
          new Entity(
              row.getOrDefault("id", ""),
              "company".equals(row.get("kind")),
              row.getOrDefault("en", ""),
              row.getOrDefault("zh", ""),
              split(row.getOrDefault("parents", "")),
              split(row.getOrDefault("aliases", "")),
              split(row.getOrDefault("domains", "")));
      byId.put(entity.id, entity);
      entity.domains.forEach(d -> byDomain.putIfAbsent(d, entity));
      Set<String> names = new LinkedHashSet<>(entity.aliases);
      if (entity.company) {
        names.add(entity.id);
        names.add(entity.en);
        names.add(entity.zh);
      }
      for (String name : names) {
        String key = key(name);
        byAlias.putIfAbsent(key, entity);
        byAlias.putIfAbsent(name.toLowerCase(Locale.ROOT), entity);
        longestByFirst.merge(key.split(" ", 2)[0], key.split(" ").length, Math::max);
        longestChinese = Math.max(longestChinese, key.length());
      }
    }
  }

  private static List<String> split(String list) {
    return Arrays.stream(list.split(";")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  /** Lower-case, English words without plural endings and with single spaces. */
  private static String key(String name) {
    List<String> stems = new ArrayList<>();
    for (EnglishText.Token token : EnglishText.tokens(name)) {
      if (token.isWord() || token.is("+")) {
        stems.add(token.stem());
      }
    }
    return String.join(" ", stems);
  }

  /** The entities that ship with the program. */
  public static Entities shipped() {
    return SHIPPED;
  }

  /** All of them, in the order of the file. */
  public Collection<Entity> all() {
    return Collections.unmodifiableCollection(byId.values());
  }

  /**
   * The entity of an id or of any of its names, SDKs or Chinese names, with or without "SDK", a
   * legal form or a city around it; null if unknown.
   */
  public @Nullable Entity find(String name) {
    Entity exact = byId.get(name);
    if (exact != null) {
      return exact;
    }
    Entity known = byAlias.get(key(name));
    if (known != null) {
      return known;
    }
    return mention(name);
  }

  /** The entity that owns a host or registrable domain; null if unknown. */
  public @Nullable Entity ofDomain(String host) {
    String domain = host.toLowerCase(Locale.ROOT);
    while (!domain.isEmpty()) {
      Entity entity = byDomain.get(domain);
      if (entity != null) {
        return entity;
      }
      int dot = domain.indexOf('.');
      domain = dot < 0 ? "" : domain.substring(dot + 1);
    }
    return null;
  }

  /** The id and all ids above it, nearest first. The id alone if it is unknown. */
  public List<String> ancestors(String id) {
    Set<String> seen = new LinkedHashSet<>();
    List<String> level = List.of(id);
    while (!level.isEmpty()) {
      List<String> next = new ArrayList<>();
      for (String one : level) {
        Entity entity = byId.get(one);
        if (seen.add(one) && entity != null) {
          next.addAll(entity.parents);
        }
      }
      level = next;
    }
    return List.copyOf(seen);
  }

  /** The company named longest in a short text such as a table cell; null if none is. */
  @Nullable Entity mention(String text) {
    Entity best = null;
    int length = 0;
    for (Mention mention : chinese(text)) {
      if (mention.entity.company && mention.to - mention.from > length) {
        best = mention.entity;
        length = mention.to - mention.from;
      }
    }
    if (best != null) {
      return best;
    }
    List<EnglishText.Token> tokens = EnglishText.tokens(text);
    for (int i = 0; i < tokens.size(); i++) {
      Mention mention = at(tokens, i);
      if (mention != null && mention.entity.company && mention.to - mention.from > length) {
        best = mention.entity;
        length = mention.to - mention.from;
      }
    }
    return best;
  }

  /** The longest name that begins at a token of English text; null if none does. */
  @Nullable Mention at(List<EnglishText.Token> tokens, int from) {
    Integer longest = longestByFirst.get(tokens.get(from).stem());
    if (longest == null) {
      return null;
    }
    StringBuilder key = new StringBuilder();
    Mention best = null;
    int words = 0;
    for (int i = from; i < tokens.size() && words < longest; i++) {
      if (!tokens.get(i).isWord()) {
        if (tokens.get(i).is("-") && i > from) {
          continue;
        }
        break;
      }
      key.append(words++ == 0 ? "" : " ").append(tokens.get(i).stem());
      Entity entity = byAlias.get(key.toString());
      if (entity != null && (!entity.company || tokens.get(from).capital())) {
        best = new Mention(from, i + 1, entity);
      }
    }
    return best;
  }

  /** The names in Chinese text, longest first at each place, by character. */
  List<Mention> chinese(String text) {
    String lower = TraditionalChinese.simplified(text.toLowerCase(Locale.ROOT));
    List<Mention> found = new ArrayList<>();
    int i = 0;
    while (i < lower.length()) {
      Mention best = null;
      for (int n = Math.min(longestChinese, lower.length() - i); n > 1 && best == null; n--) {
        Entity entity = byAlias.get(lower.substring(i, i + n));
        if (entity != null && whole(lower, i, i + n)) {
          best = new Mention(i, i + n, entity);
        }
      }
      if (best != null) {
        found.add(best);
        i = best.to;
      } else {
        i++;
      }
    }
    return found;
  }

  private static boolean whole(String text, int from, int to) {
    return !(from > 0 && latin(text.charAt(from - 1)) && latin(text.charAt(from)))
        && !(to < text.length()
            && latin(text.charAt(to))
            && latin(text.charAt(to - 1))
            && !text.startsWith("sdk", to));
  }

  private static boolean latin(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  /**
   * An entity.
   *
   * @param id what statements name it by
   * @param company whether it is a named company, else a party or category
   * @param en English name
   * @param zh Chinese name
   * @param parents ids above it
   * @param aliases other names, its SDKs among them
   * @param domains registrable domains it receives data at
   */
  public record Entity(
      String id,
      boolean company,
      String en,
      String zh,
      List<String> parents,
      List<String> aliases,
      List<String> domains) {
    /** What a statement in a language names it by: a company's name, or a category's id. */
    public String name(String language) {
      return !company ? id : language.equals("zh") && !zh.isEmpty() ? zh : en;
    }
  }

  /** A name found in text, by token or character. */
  record Mention(int from, int to, Entity entity) {}
}
