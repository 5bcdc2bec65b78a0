package dev.telltale.model;

/**
 * The content of a message without transfer coding (RFC 9112 section 7), content coding left on.
 *
 * @param sha256 SHA-256 of the whole content in lower-case hex, also when only a part was kept
 * @param sizeBytes length of the whole content
 * @param keptBytes how many of the first octets were kept; less than {@code sizeBytes} when
 *     truncated
 * @param content the kept octets, or an empty array when they have not been loaded from the store
 */
@SuppressWarnings("ArrayRecordComponent")
public record Body(String sha256, long sizeBytes, long keptBytes, byte[] content) {

  /** The body of a message that has none. */
  public static final Body EMPTY =
      new Body(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 0, 0, new byte[0]);

  /** Whether the capture limit cut the kept octets short. */
  public boolean truncated() {
    return keptBytes < sizeBytes;
  }

  /** Whether {@link #content} holds what was kept. */
  public boolean loaded() {
    return content.length == keptBytes;
  }
}
