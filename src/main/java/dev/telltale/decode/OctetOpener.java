package dev.telltale.decode;

/** Looks for a known format inside octets that are not text. */
final class OctetOpener {
  private OctetOpener() {}

  static void open(Decoding d, Value v) {
    byte[] a = v.content.octets;
    String coding = Compression.sniff(a, v.from, v.to);
    if (coding != null) {
      byte[] octets = new Compression(d).undo(coding, a, v.from, v.to);
      if (octets != null) {
        d.decoded(v, octets, coding, "");
        return;
      }
    }
    Charsets.Decoded text = Charsets.guess(a, v.from, v.to);
    if (text != null && d.takeBytes(text.utf8().length)) {
      d.decoded(v, text.utf8(), text.name(), "");
    }
  }
}
