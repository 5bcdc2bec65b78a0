package dev.telltale.decode;

/** Whether octets look encrypted or compressed. */
final class Entropy {
  private static final int SAMPLE = 4096;

  /**
   * The mean of the chi-square statistic with 255 degrees of freedom is 255 and its standard
   * deviation 22.6; random octets stay below this with all but certainty, while text and plain
   * binary formats lie in the thousands.
   */
  private static final double MOST = 400;

  private Entropy() {}

  /**
   * Whether 64 octets or more are spread as evenly as random ones, by the chi-square test against
   * the even distribution on the first 4096.
   */
  static boolean looksRandom(byte[] a, int from, int to) {
    int n = Math.min(to - from, SAMPLE);
    if (n < 64) {
      return false;
    }
    int[] counts = new int[256];
    for (int i = from; i < from + n; i++) {
      counts[a[i] & 0xff]++;
    }
    double expected = n / 256.0;
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    return chiSquare < MOST;
  }

  /** Whether octets are a picture, sound or film, which look random and are no secret. */
  static boolean isMedia(byte[] a, int from, int to) {
    if (to - from < 12) {
      return false;
    }
    int b0 = a[from] & 0xff;
    int b1 = a[from + 1] & 0xff;
    return (b0 == 0xff && b1 == 0xd8)
        || (b0 == 0x89 && Text.startsWith(a, from + 1, to, "PNG"))
        || Text.startsWith(a, from, to, "GIF8")
        || Text.startsWith(a, from, to, "RIFF")
        || Text.startsWith(a, from, to, "OggS")
        || Text.startsWith(a, from, to, "ID3")
        || Text.startsWith(a, from + 4, to, "ftyp")
        || Text.startsWith(a, from, to, "%PDF");
  }
}
