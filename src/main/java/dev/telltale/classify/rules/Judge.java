package dev.telltale.classify.rules;

import dev.telltale.classify.rules.Surroundings.Field;
import dev.telltale.classify.rules.Vocabulary.Entry;
import dev.telltale.classify.shape.Addresses;
import dev.telltale.decode.Node;
import dev.telltale.model.Taxonomy;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Weighs what a key proposes against what the value is and what stands around it, for the fields of
 * one message. "The value decides; the key proposes": a checksum or a fixed notation outranks a
 * name, and a name whose kind the value cannot have is not believed. Not safe for several threads.
 */
final class Judge {
  private final Results results;
  private final Supplier<Platform> asked;
  private final Supplier<Platform> platformAsked = this::platform;
  private @Nullable Platform platform;

  /**
   * @param asked tells the platform, which takes a walk through the message
   */
  Judge(Results results, Supplier<Platform> asked) {
    this.results = results;
    this.asked = asked;
  }

  private Platform platform() {
    Platform known = platform;
    if (known == null) {
      known = asked.get();
      platform = known;
    }
    return known;
  }

  /** Judges one value. */
  void value(Field field, Surroundings around, String part) {
    Node node = field.node();
    if (results.taken(node)) {
      return;
    }
    if (part.equals("header") && !Words.speaking(field.key())) {
      if (field.key().equalsIgnoreCase("referer")) {
        mailboxes(field, part);
      }
      return;
    }
    String text = node.text().strip();
    boolean echo = text.equalsIgnoreCase(field.proposals().name().full());
    if (text.isEmpty() || text.length() > 4096 || echo || Nulls.is(text)) {
      return;
    }
    if (text.indexOf(':') > 0 && Composite.prefixed(field, text, results)) {
      return;
    }
    Choice choice = text.length() <= 512 ? choose(field, text, around, part) : null;
    if (choice != null && Vocabulary.shipped().label(text, choice.kind())) {
      return;
    }
    if (choice == null && Composite.read(field, text, around, results)) {
      return;
    }
    if (choice == null) {
      mailboxes(field, part);
      if (field.proposals().proposes("letter")) {
        numbers(field);
      }
      return;
    }
    Evidence evidence = choice.evidence();
    results.add(
        node,
        choice.kind(),
        text,
        evidence.encoding(),
        choice.rule(),
        evidence.confidence(),
        choice.words());
  }

  private @Nullable Choice choose(Field field, String text, Surroundings around, String part) {
    KeyName name = field.proposals().name();
    if (Addresses.mailbox(text)) {
      return mailbox(field, text, around);
    }
    Entry best = null;
    Evidence most = null;
    List<Entry> entries = field.proposals().entries();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      // Of entries with one kind the first that holds says what the others would.
      boolean said = best != null && best.kind().equals(entry.kind());
      if (said || !Conditions.fits(entry, field, text, around, part)) {
        continue;
      }
      Evidence evidence = Gates.test(entry.kind(), text, name.hashed(), name);
      if (evidence == null
          || !Conditions.allowed(entry, field, text, around, part, platformAsked)) {
        continue;
      }
      boolean surer =
          most == null
              || evidence.confidence() > most.confidence() + 0.06
              || (entry.match() == Vocabulary.Match.UNDER
                  && evidence.confidence() > most.confidence());
      if (surer) {
        best = entry;
        most = evidence;
      }
    }
    Choice choice =
        best == null || most == null
            ? null
            : new Choice(
                best.kind(),
                most,
                best.rule(),
                "the key "
                    + field.key()
                    + " says "
                    + label(best.kind())
                    + ", and the value is "
                    + most.words());
    return Overruling.settle(choice, field, text, around, platformAsked);
  }

  /** A whole value that is an address is one under any key; a role's only under a key for it. */
  private static @Nullable Choice mailbox(Field field, String text, Surroundings around) {
    boolean keyed = field.proposals().proposes("contact.email");
    if ((!keyed || around.business()) && new Mailboxes.Mailbox(text, 0, text.length()).role()) {
      return null;
    }
    return new Choice(
        "contact.email",
        new Evidence(0.97, "an address by RFC 5321"),
        keyed ? "key:contact.email" : "shape:contact.email",
        "the value is an address by RFC 5321"
            + (keyed ? ", and the key " + field.key() + " says so" : ""));
  }

  /** Adds the e-mail addresses that stand in a text. */
  void mailboxes(Field field, String part) {
    Node node = field.node();
    if (results.taken(node) || (part.equals("header") && !mayHoldAddress(field.key()))) {
      return;
    }
    String text = node.text();
    for (Mailboxes.Mailbox mailbox : Mailboxes.in(text)) {
      if (!mailbox.role()) {
        results.add(
            node,
            "contact.email",
            mailbox.address(),
            List.of(),
            "shape:contact.email",
            0.9,
            "the text holds an address by RFC 5321");
      }
    }
  }

  /** Adds the telephone numbers in what someone wrote. */
  private void numbers(Field field) {
    for (String number : Numbers.in(field.node().text())) {
      results.add(
          field.node(),
          "contact.phone",
          number,
          List.of(),
          "shape:contact.phone",
          0.8,
          "the text that someone wrote holds a telephone number");
    }
  }

  private static boolean mayHoldAddress(String header) {
    return Words.speaking(header) || header.equalsIgnoreCase("referer");
  }

  private static String label(String kind) {
    return Taxonomy.shipped().label(kind, "en");
  }
}
