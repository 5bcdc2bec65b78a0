package dev.telltale.declare;

import dev.telltale.declare.DataPhrases.Found;
import dev.telltale.declare.Statement.Act;
import dev.telltale.declare.Statement.Closure;
import dev.telltale.declare.Statement.Layer;
import dev.telltale.declare.Statement.Sign;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns the rows of a list or SDK table into statements. A table whose rows name an outside party
 * is a list of shares, else one of what the app collects. Every row of a table of parties is a
 * closed scope of its own.
 */
final class TableReader {
  private static final Pattern NOTHING =
      Pattern.compile(
          "^(无|无。|没有|不涉及|不收集|不适用|否|—+|-+|/|\\\\|n/?a|none|no|not applicable|未收集|不收集个人信息|"
              + "不收集任何.*|无需收集.*|暂无|does not collect.*|no (personal )?data.*)$");
  private static final Pattern NO =
      Pattern.compile("^(no|not collected|not shared|否|未收集|未共享|不收集|不共享|0|0次|0条|x|✗|✘|❌)\\.?$");
  private static final Pattern SHARING =
      Pattern.compile("共享|提供给|第三方|合作|shar|third[- ]part|disclos|partner|recipient|sdk");
  private static final Pattern LIST_NAME =
      Pattern.compile("清单|双清单|目录|列表|一览|明示|checklist|directory|list");
  private static final Set<String> ALL_TYPES =
      Set.copyOf(dev.telltale.model.Taxonomy.shipped().types().keySet());

  private final StatementList out;
  private final boolean wholeFile;

  TableReader(StatementList out, boolean wholeFile) {
    this.out = out;
    this.wholeFile = wholeFile;
  }

  /** Reads a grid whose first or second row is a header; false if none is. */
  boolean grid(List<List<Passage>> rows, String caption) {
    for (int h = 0; h < Math.min(3, rows.size() - 1); h++) {
      List<@Nullable Columns> columns =
          Columns.header(rows.get(h).stream().map(Passage::text).toList());
      if (columns != null) {
        return rows(columns, rows.get(h), rows.subList(h + 1, rows.size()), caption);
      }
    }
    return false;
  }

  /** Reads the rows under known columns. */
  boolean rows(
      List<@Nullable Columns> columns,
      List<Passage> header,
      List<List<Passage>> rows,
      String caption) {
    String context = Words.lower(caption);
    String heads = Words.lower(String.join(" ", header.stream().map(Passage::text).toList()));
    List<@Nullable Columns> roles = new ArrayList<>(columns);
    boolean bareName =
        header.stream()
            .anyMatch(p -> p.text().strip().matches("名称|[Nn]ame|产品名称|[Ss]ervice|[Pp]roduct"));
    boolean parties =
        roles.contains(Columns.NAME)
            || (roles.contains(Columns.OWNER) && SHARING.matcher(context + heads).find());
    if (parties && bareName && !SHARING.matcher(context + heads).find() && !wholeFile) {
      parties = rows.stream().anyMatch(r -> r.stream().anyMatch(c -> c.text().contains("SDK")));
    }
    boolean sdk =
        heads.contains("sdk")
            || context.contains("sdk")
            || rows.stream().filter(r -> r.stream().anyMatch(c -> c.text().contains("SDK"))).count()
                    * 2
                >= rows.size();
    boolean named = wholeFile || LIST_NAME.matcher(context).find();
    boolean any = false;
    for (List<Passage> cells : rows) {
      Row row = new Row(roles, cells);
      if (row.repeats(header) || row.isEmpty()) {
        continue;
      }
      any = true;
      if (parties) {
        party(row, sdk ? Layer.SDK_TABLE : Layer.LIST);
      } else {
        own(row, header, named, context);
      }
    }
    if (any && !parties && named) {
      boolean share = SHARING.matcher(context).find() && !context.contains("收集个人信息清单");
      Passage first = header.get(0);
      out.close(
          new Declaration.ClosedScope(
              Layer.LIST,
              share ? Act.SHARE : Act.COLLECT,
              share ? Statement.THIRD_PARTY : Statement.FIRST_PARTY,
              ALL_TYPES,
              Words.shorten(caption.isBlank() ? heads : caption),
              first.start(0),
              first.end(first.text().length())));
    }
    return any;
  }

  private void party(Row row, Layer layer) {
    String written = row.text(Columns.NAME);
    String owner = row.text(Columns.OWNER);
    if (written.isBlank()) {
      written = owner;
    }
    if (written.isBlank()) {
      return;
    }
    String name = recipient(written, owner, out.language());
    StatementList.Draft draft = row.draft();
    draft.layer = layer;
    draft.closure = Closure.CLOSED;
    draft.act = Act.SHARE;
    draft.actor = name;
    draft.recipient = name;
    draft.recipientTerm = written;
    draft.purposes = Purposes.shipped().inText(row.text(Columns.PURPOSE), out.language());
    boolean denied = row.denied();
    if (!denied) {
      for (Found found : row.data()) {
        out.add(draft, found.data(), found.term(), Set.of(), 0.97);
      }
    }
    out.close(
        new Declaration.ClosedScope(
            layer, Act.SHARE, name, ALL_TYPES, draft.quote, draft.start, draft.end));
  }

  /** What a statement names a party of a table by: a known company, its owner, or as written. */
  static String recipient(String written, String owner, String language) {
    Entities.Entity known = Entities.shipped().mention(written);
    if (known == null && !owner.isBlank()) {
      known = Entities.shipped().mention(owner);
    }
    if (known != null) {
      return known.name(language);
    }
    return owner.isBlank() || NOTHING.matcher(Words.lower(owner)).matches() ? written : owner;
  }

  private void own(Row row, List<Passage> header, boolean named, String context) {
    StatementList.Draft draft = row.draft();
    draft.layer = Layer.LIST;
    draft.closure = named ? Closure.CLOSED : Closure.OPEN;
    draft.purposes = Purposes.shipped().inText(row.text(Columns.PURPOSE), out.language());
    boolean share =
        SHARING.matcher(context).find()
            && !context.contains("收集个人信息清单")
            && !row.has(Columns.RECIPIENT)
            && context.matches("(?s).*(we (may )?(share|disclose)|共享|how we share|disclosure).*");
    String count = Words.lower(row.text(Columns.COUNT)).strip();
    String countHeader = Words.lower(row.header(Columns.COUNT, header));
    boolean aboutSharing = countHeader.matches(".*(shar|sold|disclos|共享).*");
    boolean no = NO.matcher(count).matches() || count.matches("^no\\b.*");
    List<Found> data = row.data();
    if (share) {
      draft.act = Act.SHARE;
      draft.recipient = Statement.THIRD_PARTY;
    }
    if (no && !aboutSharing) {
      if (count.startsWith("no")) {
        draft.sign = Sign.NEGATIVE;
        data.forEach(f -> out.add(draft, f.data(), f.term(), Set.of(), 0.8));
      }
      return;
    }
    if (!givesOnly(row, header)) {
      data.forEach(f -> out.add(draft, f.data(), f.term(), Set.of(), 0.95));
    }
    String recipients = row.text(Columns.RECIPIENT);
    if (!recipients.isBlank() && !NOTHING.matcher(Words.lower(recipients).strip()).matches()) {
      StatementList.Draft shared = row.draft();
      shared.layer = Layer.LIST;
      shared.closure = draft.closure;
      shared.act = Act.SHARE;
      shared.purposes = draft.purposes;
      for (Map.Entry<String, String> recipient : recipients(recipients).entrySet()) {
        shared.recipient = recipient.getKey();
        shared.recipientTerm = recipient.getValue();
        data.forEach(f -> out.add(shared, f.data(), f.term(), Set.of(), 0.93));
      }
    }
  }

  /** Whether each row begins with who receives, or its data are headed as what is passed on. */
  private static boolean givesOnly(Row row, List<Passage> header) {
    int recipient = row.columns().indexOf(Columns.RECIPIENT);
    int data = row.columns().indexOf(Columns.DATA);
    return recipient >= 0
        && (recipient < data
            || Words.lower(row.header(Columns.DATA, header))
                .matches(".*(shared|disclosed|sold|transferred|passed on|received|共享|提供).*"));
  }

  private Map<String, String> recipients(String cell) {
    Map<String, String> found = new LinkedHashMap<>();
    boolean chinese = cell.chars().anyMatch(Words::isHan);
    if (chinese) {
      for (Entities.Mention m : Entities.shipped().chinese(cell)) {
        found.putIfAbsent(m.entity().name(out.language()), cell.substring(m.from(), m.to()));
      }
    } else {
      List<EnglishText.Token> tokens = EnglishText.tokens(cell);
      for (int i = 0; i < tokens.size(); i++) {
        Entities.Mention m = Entities.shipped().at(tokens, i);
        if (m != null) {
          found.putIfAbsent(
              m.entity().name(out.language()),
              cell.substring(tokens.get(m.from()).start(), tokens.get(m.to() - 1).end()));
          i = m.to() - 1;
        }
      }
    }
    if (found.isEmpty()) {
      for (String part : cell.split("[,;、，；]|\\band\\b")) {
        if (!part.isBlank() && part.length() < 40) {
          found.putIfAbsent(part.strip(), part.strip());
        }
      }
    }
    return found;
  }

  /** One row under its columns. */
  private record Row(List<@Nullable Columns> columns, List<Passage> cells) {
    boolean has(Columns column) {
      return columns.contains(column);
    }

    String text(Columns wanted) {
      Set<String> texts = new LinkedHashSet<>();
      for (int i = 0; i < Math.min(columns.size(), cells.size()); i++) {
        if (columns.get(i) == wanted && !cells.get(i).isBlank()) {
          texts.add(cells.get(i).text());
        }
      }
      return String.join(" ", texts);
    }

    String header(Columns wanted, List<Passage> header) {
      int i = columns.indexOf(wanted);
      return i < 0 || i >= header.size() ? "" : header.get(i).text();
    }

    boolean repeats(List<Passage> header) {
      return cells.stream()
          .map(Passage::text)
          .toList()
          .equals(header.stream().map(Passage::text).toList());
    }

    boolean isEmpty() {
      return cells.stream().filter(c -> !c.isBlank()).count() < 2;
    }

    boolean denied() {
      return NOTHING.matcher(Words.lower(text(Columns.DATA)).strip()).matches();
    }

    List<Found> data() {
      List<Found> all = new ArrayList<>();
      Set<Passage> read = new LinkedHashSet<>();
      for (int i = 0; i < Math.min(columns.size(), cells.size()); i++) {
        if (columns.get(i) == Columns.DATA && read.add(cells.get(i))) {
          all.addAll(cell(cells.get(i).text()));
        }
      }
      // A kind in one column and its contents in the next: the contents say it exactly.
      Set<String> ids = new LinkedHashSet<>();
      all.forEach(f -> ids.add(f.data()));
      boolean several = columns.stream().filter(c -> c == Columns.DATA).count() > 1;
      Map<String, Found> once = new LinkedHashMap<>();
      for (Found found : all) {
        boolean general = !found.data().contains(".");
        boolean listed = ids.stream().anyMatch(id -> id.startsWith(found.data() + "."));
        if (!(several && general && (listed || ids.size() > 1 && all.get(0) == found))) {
          once.putIfAbsent(found.data(), found);
        }
      }
      return List.copyOf(once.values());
    }

    private static List<Found> cell(String text) {
      if (NOTHING.matcher(Words.lower(text).strip()).matches()) {
        return List.of();
      }
      String positive = text.replaceAll("(不收集|不会收集|无需|不获取|不包括|不包含|除)[^，。；,;]*", "");
      return positive.chars().anyMatch(Words::isHan)
          ? both(positive)
          : DataPhrases.english(positive);
    }

    private static List<Found> both(String text) {
      List<Found> found = new ArrayList<>(DataPhrases.chinese(text));
      boolean[] taken = new boolean[text.length()];
      found.forEach(f -> java.util.Arrays.fill(taken, f.from(), f.to(), true));
      for (Found english : DataPhrases.english(text)) {
        if (!taken[english.from()] && english.data().contains(".")) {
          found.add(english);
        }
      }
      return found;
    }

    StatementList.Draft draft() {
      List<String> texts = new ArrayList<>();
      int start = Integer.MAX_VALUE;
      int end = 0;
      for (Passage cell : cells) {
        if (!cell.isBlank()) {
          texts.add(cell.text());
          start = Math.min(start, cell.start(0));
          end = Math.max(end, cell.end(cell.text().length()));
        }
      }
      return new StatementList.Draft()
          .at(String.join(" | ", texts), start == Integer.MAX_VALUE ? 0 : start, end);
    }
  }
}
