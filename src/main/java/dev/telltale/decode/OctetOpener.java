package dev.telltale.decode;

/**
 * Looks for a known format inside octets that are not text: compression by its magic number, binary
 * property lists, texts in other charsets, gRPC frames, MessagePack, CBOR and protobuf. The last
 * three have no magic number, so they must read to their last octet and hold names or text.
 */
final class OctetOpener {
  private OctetOpener() {}

  static void open(Decoding d, Value v) {
    byte[] a = v.content.octets;
    if (v.length() < 3) {
      return;
    }
    String coding = Compression.sniff(a, v.from, v.to);
    if (coding != null) {
      byte[] octets = new Compression(d).undo(coding, a, v.from, v.to);
      if (octets != null && convincing(coding, octets)) {
        d.decoded(v, octets, coding, "");
        return;
      }
    }
    if (structured(d, v)) {
      return;
    }
    Charsets.Decoded text = Charsets.guess(a, v.from, v.to);
    boolean guessed = !v.scheme.isEmpty();
    if (text != null
        && (!guessed || v.length() >= 64 || Convincing.foreign(text.utf8()))
        && d.takeBytes(text.utf8().length)) {
      d.decoded(v, text.utf8(), text.name(), "");
      return;
    }
  }

  /** Whether octets that nothing opened look encrypted or compressed; digests do not count. */
  static boolean isOpaque(Value v) {
    byte[] a = v.content.octets;
    boolean maybeDigest = v.length() == 64 && v.role != Value.Role.BODY;
    return !maybeDigest
        && Entropy.looksRandom(a, v.from, v.to)
        && !Entropy.isMedia(a, v.from, v.to);
  }

  /** The two octets of zlib's header are no magic number to speak of. */
  private static boolean convincing(String coding, byte[] octets) {
    return !coding.equals("deflate") || octets.length >= 8;
  }

  private static boolean structured(Decoding d, Value v) {
    byte[] a = v.content.octets;
    if (PropertyLists.readBinary(d, v)) {
      return true;
    }
    if (GrpcReader.looksFramed(a, v.from, v.to) && v.length() > 9) {
      return GrpcReader.read(d, v, "", false);
    }
    return MsgpackReader.read(d, v, false)
        || CborReader.read(d, v, false)
        || ProtobufReader.read(d, v, false);
  }
}
